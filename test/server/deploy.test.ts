/** The files that servers are put up by, held against the program that they start. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { splitArguments } from '../../sync-server/commands/arguments.ts';
import { COMMANDS } from '../../sync-server/commands/commands.ts';
import { configToShown, readConfig } from '../../sync-server/config.ts';
import { toFlag, toVariable } from '../../sync-server/config-sources.ts';
import { temporaryFolder } from '../support/run-server.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const accepted = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => readConfig(args, env, () => '{}');
const SETTINGS = (() => {
  const config = accepted([]);
  if (!config.ok) throw new Error(config.error.message);
  return Object.keys(configToShown(config.value));
})();
const VARIABLES = new Set(SETTINGS.map(toVariable));

/** What stands behind each instruction of that name. */
const instructions = (name: string): readonly string[] =>
  [...read('deploy/Dockerfile').matchAll(new RegExp(`^${name} (.+)$`, 'gm'))].map(([, rest]) => rest!);

/** What of the project an image holds, beside its packages. */
const inImage = (): readonly string[] =>
  instructions('COPY')
    .filter((line) => !line.startsWith('--from'))
    .flatMap((line) => line.split(' ').slice(0, -1));

test('the image is not run as an administrator, listens where it says, and sets what there is to be set', () => {
  expect(instructions('USER')).toEqual(['node']);
  const env = Object.fromEntries(
    instructions('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('=') as [string, string])),
  );
  const ours = Object.keys(env).filter((name) => name.startsWith('DAYBOOK_'));
  expect(ours.filter((name) => !VARIABLES.has(name))).toEqual([]);
  expect(accepted([], env)).toMatchObject({
    value: { host: '0.0.0.0', data: '/data', port: Number(instructions('EXPOSE')[0]) },
  });
  const entry = JSON.parse(instructions('ENTRYPOINT')[0]!) as string[];
  const [command] = JSON.parse(instructions('CMD').at(-1)!) as string[];
  expect([entry[0], COMMANDS[command!]]).toEqual(['node', COMMANDS['serve']]);
  expect(inImage()).toContain(dirname(entry[1]!));
});

/** All that is imported from there on, the project's own files followed. */
const importsFrom = (path: string, found = new Set<string>()): ReadonlySet<string> => {
  for (const [, name] of read(path).matchAll(/(?:^|\s)(?:from|import) '([^']+)'/g)) {
    const target = name!.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(path), name!)) : name!;
    if (found.has(target)) continue;
    found.add(target);
    if (name!.startsWith('.')) importsFrom(target, found);
  }
  return found;
};

test('the image holds each file and each package that the server imports', () => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  const imports = [...importsFrom('sync-server/main.ts')];
  const isHeld = (name: string): boolean =>
    name.endsWith('.ts')
      ? inImage().some((copied) => name.startsWith(`${copied}/`))
      : name.startsWith('node:') ||
        builtinModules.includes(name) ||
        dependencies[nameOfPackage(name)] !== undefined;
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.filter((name) => !isHeld(name))).toEqual([]);
  expect(inImage().filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

const nameOfPackage = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: {
    readonly default: { readonly ipam: { readonly config: readonly { gateway: string }[] } };
  };
}

/** As compose puts them in, for this test's sake. */
const GIVEN: Readonly<Record<string, string>> = {
  DAYBOOK_PUBLIC_ORIGIN: 'https://books.example.org',
  DAYBOOK_PASSWORD: '0123abcd',
};
const filledIn = (value: string): string =>
  value.replaceAll(/\$\{(\w+):\?[^}]*\}/g, (_, name) => GIVEN[name]!);

test.each([
  ['deploy/compose.yaml', undefined],
  ['deploy/compose.postgres.yaml', 'postgres://daybook:0123abcd@postgres/daybook'],
])('%s starts the image with settings that there are', (path, data) => {
  const { services, volumes, networks } = parse(read(path)) as Compose;
  const { daybook } = services;
  const { build, environment, ports } = daybook!;
  expect(existsSync(join(ROOT, 'deploy', build!.context, build!.dockerfile))).toBe(true);
  expect(Object.keys(environment).filter((name) => !VARIABLES.has(name))).toEqual([]);
  const env = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filledIn(value)]));
  const { gateway } = networks.default.ipam.config[0]!;
  expect(accepted([], { DAYBOOK_DATA: '/data', ...env })).toMatchObject({
    value: { data: data ?? '/data', publicOrigin: GIVEN['DAYBOOK_PUBLIC_ORIGIN'], trustedProxies: [gateway] },
  });
  // Nobody but this machine is spoken to without TLS.
  expect(ports!.filter((port) => !/^127\.0\.0\.1:\d+:8787$/.test(port))).toEqual([]);
  const named = Object.values(services).flatMap(
    (one) => one.volumes?.map((volume) => volume.split(':')[0]!) ?? [],
  );
  expect(named).toEqual(Object.keys(volumes));
  expect(Object.keys(daybook!.depends_on ?? {}).every((name) => name in services)).toBe(true);
});

const startOfUnit = (): readonly string[] =>
  /^ExecStart=(.+)$/m.exec(read('deploy/daybook-server.service'))![1]!.split(' ');

test('the unit starts the program with settings that there are, and lets it see its addresses', () => {
  const unit = read('deploy/daybook-server.service');
  const [, program, command, ...args] = startOfUnit();
  expect(existsSync(join(ROOT, program!.replace('/opt/daybook/', '')))).toBe(true);
  expect(COMMANDS[command!]).toBe(COMMANDS['serve']);
  const env = Object.fromEntries(
    [...unit.matchAll(/^Environment=(\w+)=(.+)$/gm)].map(([, name, value]) => [name!, value!]),
  );
  expect(accepted(args, env)).toMatchObject({ value: { data: '/var/lib/daybook' } });
  expect(/^StateDirectory=(.+)$/m.exec(unit)![1]).toBe('daybook');
  // Without it a server that listens on all addresses ends as soon as it does.
  expect(/^RestrictAddressFamilies=(.+)$/m.exec(unit)![1]!.split(' ')).toContain('AF_NETLINK');
});

test('systemd finds nothing wrong with the unit', ({ skip }) => {
  if (spawnSync('systemd-analyze', ['--version']).status !== 0) return skip('systemd is not installed here');
  const unit = join(temporaryFolder(), 'daybook-server.service');
  writeFileSync(unit, read('deploy/daybook-server.service').replaceAll('/opt/daybook', ROOT));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return undefined;
});

/** Of other programs, which the document names too. */
const FOREIGN = new Set(['format', 'enable', 'silent', 'reference', 'recursive']);

test('operations.md names commands and settings that there are', () => {
  const text = read('docs/operations.md');
  const typed = [...text.matchAll(/npm run --silent server -- ([^\n`]+)/g)].map(([, rest]) =>
    rest!.split(' '),
  );
  expect(typed.length).toBeGreaterThan(6);
  const isTaken = ([name = '', ...rest]: readonly string[]): boolean => {
    const command = COMMANDS[name];
    const { words, settings } = splitArguments(rest, command?.flags ?? []);
    return command !== undefined && words.length <= (command.words ?? 0) && accepted(settings).ok;
  };
  expect(typed.filter((words) => !isTaken(words))).toEqual([]);
  const own = Object.values(COMMANDS).flatMap(({ flags }) => flags ?? []);
  const known = new Set([...SETTINGS.map(toFlag), ...own, 'config']);
  const flags = [...text.matchAll(/--([a-z][a-z-]*)/g)].map(([, flag]) => flag!);
  expect(flags.filter((flag) => !known.has(flag) && !FOREIGN.has(flag))).toEqual([]);
  const books = [...text.matchAll(/`books (\w+)/g)].map(([, word]) => word!);
  const usage = COMMANDS['books']!.usage.flatMap(([line]) => line.split(' ').slice(1, 2));
  expect(new Set(books)).toEqual(new Set(usage));
});
