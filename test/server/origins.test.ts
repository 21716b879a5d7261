import { expect, test } from 'vitest';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { dial } from '../support/sync-device.ts';

test.each(['https://evil.example', 'http://127.0.0.1:1', 'null', 'app://other'])(
  'pages of %s may not connect',
  async (origin) => {
    const { url } = await runServer();
    await expect(dial(url, { headers: { origin } })).rejects.toThrow('403');
  },
);

test('pages of the app, of the server itself and of configured origins may connect', async () => {
  const { url } = await runServer(['--data', temporaryFolder(), '--origins', 'https://books.example']);
  for (const origin of ['app://daybook', url, 'https://books.example'])
    await expect(dial(url, { headers: { origin } })).resolves.toBeDefined();
});

test('a name that is not the server’s own is refused, so that no page can point one here', async () => {
  const { url } = await runServer();
  const headers = { host: 'evil.example', origin: 'http://evil.example' };
  await expect(dial(url, { headers })).rejects.toThrow('421');
});
