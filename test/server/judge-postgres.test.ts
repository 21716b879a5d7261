/** What the PostgreSQL of a test cannot be brought to without harm to who else uses it. */
import { expect, test } from 'vitest';
import { findingToLine } from '../../sync-server/doctor/finding.ts';
import { judgePostgres, type PostgresFacts } from '../../sync-server/doctor/judge-postgres.ts';

const NOW = Date.UTC(2026, 10, 25);
const GOOD: PostgresFacts = {
  version: 150_004,
  role: 'daybook',
  schema: 'public',
  fsync: 'on',
  fullPageWrites: 'on',
  synchronousCommit: 'on',
  checksums: 'on',
  isReadOnly: false,
  time: NOW,
  mayCreate: true,
  isEncrypted: true,
  isLocal: false,
  freeConnections: 90,
  bytes: 8_000_000,
  tables: [{ name: 'daybook', isOwned: true, isUsable: true }],
  described: { version: 2, oldest: 1, movingFrom: undefined },
  own: 2,
};

test('of what is as it should be nothing is said but that', () => {
  expect(judgePostgres(GOOD, NOW).map(({ kind }) => kind)).toEqual(['well', 'well', 'well', 'well']);
});

test.each<[string, Partial<PostgresFacts>, RegExp]>([
  ['an old version', { version: 140_012 }, /^PROBLEM .*14\.12 is too old: use 15 or newer/],
  ['fsync off', { fsync: 'off' }, /^PROBLEM .*set fsync = on/],
  ['torn pages', { fullPageWrites: 'off' }, /^PROBLEM .*set full_page_writes = on/],
  ['commits that are not waited for', { synchronousCommit: 'off' }, /^PROBLEM .*ALTER ROLE daybook SET/],
  ['no checksums', { checksums: 'off' }, /^hint .*pg_checksums --enable/],
  ['no schema', { schema: null, tables: [] }, /^PROBLEM .*may use no schema/],
  ['passwords in the clear', { isEncrypted: false }, /^hint .*sslmode=verify-full/],
  ['few connections', { freeConnections: 3 }, /^hint .*3 connections left/],
  ['tables of an older program', { own: 3 }, /^hint .*brings them to 3\. Make a backup/],
])('%s is found, with what to do', (_what, facts, line) => {
  const lines = judgePostgres({ ...GOOD, ...facts }, NOW).map(findingToLine);
  expect(lines).toContainEqual(expect.stringMatching(line));
});
