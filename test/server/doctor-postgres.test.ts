import { afterAll, beforeEach, expect, test } from 'vitest';
import { findingToLine } from '../../sync-server/doctor/finding.ts';
import { examinePostgres } from '../../sync-server/doctor/postgres.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { asAdmin, newDatabase, tryPostgres } from '../support/postgres.ts';
import { runCommand } from '../support/run-command.ts';
import { serverWithBook } from '../support/server-with-book.ts';

const { server, why } = await tryPostgres();
afterAll(() => server?.stop());
beforeEach(({ skip }) => skip(why !== '', why));

const HOUR = 3_600_000;

const withTables = async (): Promise<string> => {
  const { data, server: running } = await serverWithBook(
    await createLogBuilder(),
    await newDatabase(server!.url),
  );
  await running.stop();
  return data;
};

let roles = 0;

/** The same database as somebody else. */
const asAnother = async (url: string): Promise<string> => {
  const role = `guest_${process.pid}_${roles++}`;
  await asAdmin(url, `CREATE ROLE ${role} LOGIN PASSWORD 'guest'`);
  return Object.assign(new URL(url), { username: role, password: 'guest' }).href;
};

const changed = (url: string, part: 'port' | 'password' | 'pathname', to: string): string =>
  Object.assign(new URL(url), { [part]: to }).href;

const found = async (url: string, now = Date.now()): Promise<readonly string[]> =>
  (await examinePostgres(url, now)).map(findingToLine);

test('a PostgreSQL that is used by servers is found well, also while they run, and nothing in it is changed', async () => {
  const { data } = await serverWithBook(await createLogBuilder(), await newDatabase(server!.url));
  const counts = `SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables ORDER BY 1`;
  const before = await asAdmin(data, counts);
  expect((await found(data)).filter((line) => !line.startsWith('well'))).toEqual([]);
  expect(await found(data)).toContainEqual(expect.stringMatching(/tables: Of version \d, \d+ MB/));
  expect(await asAdmin(data, counts)).toEqual(before);
});

test.each<[string, () => Promise<string>, RegExp]>([
  ['nobody at the address', async () => changed(server!.url, 'port', '1'), /^PROBLEM .*nobody answers there/],
  [
    'another password',
    async () => changed(server!.url, 'password', 'none'),
    /^PROBLEM .*the password is wrong/,
  ],
  ['no database', async () => changed(server!.url, 'pathname', '/none'), /^PROBLEM .*CREATE DATABASE/],
  ['an address that is none', async () => 'postgres://a:b/c@d:x/y', /^PROBLEM .*a:\*\*\*@d.*written as %40/],
  ['no tables yet', () => newDatabase(server!.url), /^hint .*makes them at its first start/],
  [
    'a role that may make nothing there',
    async () => asAnother(await newDatabase(server!.url)),
    /^PROBLEM .*GRANT CREATE ON SCHEMA public TO guest_/,
  ],
  [
    'a role that may not read what another made',
    async () => asAnother(await withTables()),
    /^PROBLEM .*may not read and write books, daybook, heads, logs, segments, uses: run ALTER TABLE/,
  ],
  [
    'a role that may not bring forward what another made',
    async () => {
      const url = await asAnother(await withTables());
      const { username } = new URL(url);
      await asAdmin(
        Object.assign(new URL(server!.url), { pathname: new URL(url).pathname }).href,
        `GRANT ALL ON ALL TABLES IN SCHEMA public TO ${username}`,
      );
      return url;
    },
    /^hint .*does not own books, .*upgrade .* will fail/,
  ],
  [
    'one that only reads',
    async () => {
      const url = await withTables();
      await asAdmin(
        url,
        `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_read_only = on`,
      );
      return url;
    },
    /^PROBLEM .*It only reads/,
  ],
  [
    'a move that was broken off',
    async () => {
      const url = await withTables();
      await asAdmin(url, "UPDATE daybook SET moving_from = '/srv/daybook'");
      return url;
    },
    /^PROBLEM .*The move from \/srv\/daybook did not come to its end/,
  ],
  [
    'tables of a newer program',
    async () => {
      const url = await withTables();
      await asAdmin(url, 'UPDATE daybook SET version = 99, oldest = 98');
      return url;
    },
    /^PROBLEM .*use the newer program/,
  ],
])('%s is found, with what to do', async (_what, prepare, line) => {
  expect(await found(await prepare())).toContainEqual(expect.stringMatching(line));
});

test('a clock that differs from that of PostgreSQL is found', async () => {
  const lines = await found(await newDatabase(server!.url), Date.now() + HOUR);
  expect(lines).toContainEqual(expect.stringMatching(/^PROBLEM .*It differs by 3600 s/));
});

test('the command says the same, masks the password, and ends with status 1 where there is a problem', async () => {
  const ended = await runCommand('doctor', '--data', 'postgres://daybook:hunter2@127.0.0.1:1/x');
  expect(ended).toMatchObject({ code: 1, out: expect.stringMatching(/daybook:\*\*\*@127/) });
  expect(ended.out + ended.err).not.toContain('hunter2');
  expect(await runCommand('doctor', '--data', await withTables())).toMatchObject({ code: 0 });
});
