import { expect, test } from 'vitest';
import { configToShown, readConfig, type Config } from '../../sync-server/config.ts';
import { maskSecrets } from '../../sync-server/mask.ts';

const read = (args: readonly string[], env: NodeJS.ProcessEnv = {}, file?: unknown) =>
  readConfig(file === undefined ? args : [...args, '--config', 'settings.json'], env, () =>
    typeof file === 'string' ? file : JSON.stringify(file),
  );

const good = (...given: Parameters<typeof read>): Config => {
  const config = read(...given);
  if (!config.ok) throw new Error(config.error.message);
  return config.value;
};

test('a flag wins over the environment, that over the file, and that over the default', () => {
  const [env, file] = [
    { DAYBOOK_PORT: '2', DAYBOOK_HOST: '127.0.0.2' },
    { port: 3, host: 'h', data: '/file' },
  ];
  const config = good(['--port', '1'], env, file);
  expect(config).toMatchObject({ port: 1, host: '127.0.0.2', data: '/file', handshakes: 1200 });
  expect(config.from).toMatchObject({
    port: 'flag',
    host: 'environment',
    data: 'file',
    handshakes: 'default',
  });
});

test('a file may hold numbers, truths and lists', () => {
  const file = { port: 9, newBooks: false, origins: ['https://a.example', 'https://b.example'] };
  expect(good([], {}, file)).toMatchObject(file);
});

test('the file may be named by the environment', () => {
  const config = readConfig([], { DAYBOOK_CONFIG: '/etc/daybook.json' }, (path) =>
    JSON.stringify({ data: path }),
  );
  expect(config).toMatchObject({ ok: true, value: { data: '/etc/daybook.json' } });
});

test.each<[string, Parameters<typeof read>, RegExp]>([
  [
    'of the wrong form, in a flag',
    [['--port', 'x']],
    /--port \(DAYBOOK_PORT: .*, from the flag: is no number/,
  ],
  ['of the wrong form, in the environment', [[], { DAYBOOK_PORT: '99999' }], /from the environment: Too big/],
  [
    'of the wrong form, in the file',
    [[], {}, { publicOrigin: 'x' }],
    /--public-origin .*from the file: is no origin/,
  ],
  ['that is none, in a flag', [['--prot', '1']], /^There is no setting --prot\. The command "help" shows/],
  ['without its value', [['--port']], /^Option '--port <value>' argument missing\. The command/],
  ['that is none, in the file', [[], {}, { prot: 1 }], /settings\.json: there is no setting "prot"/],
  ['that is an object', [[], {}, { port: {} }], /"port" is no text/],
  ['in a file that is a list', [[], {}, []], /is no JSON object/],
])('a setting %s is named, and what is wrong with it', (_what, given, message) => {
  expect(read(...given)).toMatchObject({
    ok: false,
    error: { code: 'config-invalid', message: expect.stringMatching(message) },
  });
});

test('a file that is no JSON is named, without its text', () => {
  const config = read([], {}, 'password=hunter2');
  expect(config).toMatchObject({ ok: false, error: { message: expect.stringContaining('is no JSON') } });
  expect(JSON.stringify(config)).not.toContain('hunter2');
});

test('a file that is not there is named', () => {
  expect(readConfig(['--config', '/none/such.json'], {})).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('/none/such.json') },
  });
});

test.each([
  ['postgres://daybook:hunter2@db/x', 'postgres://daybook:***@db/x'],
  ['postgres://daybook:hun@ter2@db/x', 'postgres://daybook:***@db/x'],
  ['postgres://daybook:hu/nt?er#2@db/x', 'postgres://daybook:***@db/x'],
  ['postgres://db/x?user=a&sslpassword=hunter2', 'postgres://db/x?user=a&sslpassword=***'],
  ['postgres://db/x?user=a&password=hunter2&x=1', 'postgres://db/x?user=a&password=***&x=1'],
  ['host=db password=hunter2 user=a', 'host=db password=*** user=a'],
  ['/srv/daybook', '/srv/daybook'],
])('what is shown of %s holds no password', (text, shown) => {
  expect(maskSecrets(text)).toBe(shown);
});

test('the effective configuration is shown with its sources', () => {
  expect(configToShown(good(['--data', 'https://a:hunter2@b']))).toMatchObject({
    data: 'https://a:***@b (flag)',
    port: '8787 (default)',
    newBooks: 'true (default)',
  });
});
