import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { examine } from '../../sync-server/doctor/examine.ts';
import { systemSurroundings, type Surroundings } from '../../sync-server/doctor/surroundings.ts';
import { readConfig } from '../../sync-server/config.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';

const NOW = Date.UTC(2026, 10, 25);

/** What is said other than that all is well. */
const wrong = async (args: readonly string[], changed: Partial<Surroundings> = {}) => {
  const config = readConfig(args, {});
  if (!config.ok) throw new Error(config.error.message);
  const findings = await examine(config.value, {
    ...systemSurroundings(),
    now: NOW,
    nodeVersion: '24.1.0',
    freeBytes: () => 2 ** 40,
    ...changed,
  });
  return findings
    .filter(({ kind }) => kind !== 'well')
    .map(({ kind, about, says }) => `${kind} ${about}: ${says}`);
};

test('a server that is well, reached as devices reach it, is found well', async () => {
  const data = temporaryFolder();
  const { url } = await runServer(['--data', data]);
  expect(await wrong(['--data', data, '--public-origin', url], { now: Date.now() })).toEqual([]);
});

test.each<[string, (data: string) => readonly string[], Partial<Surroundings>, RegExp]>([
  ['an old Node', () => [], { nodeVersion: '20.1.0' }, /^problem Node: 20\.1\.0 is too old/],
  [
    'a disk with little room',
    () => [],
    { freeBytes: () => 2 ** 20 },
    /^problem disk: Only 1 MB free: make room/,
  ],
  [
    'a folder that others may look into',
    (data) => (chmodSync(data, 0o755), []),
    {},
    /^hint data folder: .*chmod 700/,
  ],
  [
    'a folder that is not there',
    (data) => ['--data', join(data, 'none')],
    {},
    /^hint data folder: .*not there yet/,
  ],
  ['an address for all without TLS', () => ['--host', '0.0.0.0'], {}, /^problem certificate: .*without TLS/],
  [
    'a certificate that has ended',
    () => ['--tls-cert', 'test/support/tls/one.crt', '--tls-key', 'test/support/tls/one.key'],
    { now: Date.UTC(2200, 0, 1) },
    /^problem certificate: It ended/,
  ],
  [
    'a key of another certificate',
    () => ['--tls-cert', 'test/support/tls/one.crt', '--tls-key', 'test/support/tls/two.key'],
    {},
    /^problem certificate: .*cannot be used/,
  ],
  [
    'nobody at the address',
    () => ['--public-origin', 'http://127.0.0.1:1'],
    {},
    /^problem reach: .*cannot be reached/,
  ],
  [
    'another server at the address',
    () => ['--public-origin', 'http://books.example'],
    { get: async () => ({ status: 200, date: null, text: 'It works!' }) },
    /^problem reach: .*not as this server does/,
  ],
  [
    'a clock that is off',
    () => ['--public-origin', 'http://books.example'],
    {
      get: async () => ({
        status: 200,
        date: new Date(NOW - 600_000).toUTCString(),
        text: '{"version":"1"}',
      }),
    },
    /^problem clock: It differs by 600 s/,
  ],
  [
    'a database that is none',
    (data) => {
      mkdirSync(join(data, 'daybook.db'));
      return [];
    },
    {},
    /^problem database: .*is a folder/,
  ],
  [
    'a database of a newer version',
    (data) => {
      const database = new DatabaseSync(join(data, 'daybook.db'));
      database.exec('PRAGMA user_version = 99');
      database.close();
      return [];
    },
    {},
    /^problem database: .*use the newer program/,
  ],
])('%s is found, with what to do', async (_what, prepare, changed, line) => {
  const data = temporaryFolder();
  const args = prepare(data);
  expect(await wrong(['--data', data, ...args], changed)).toContainEqual(expect.stringMatching(line));
});
