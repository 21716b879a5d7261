import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newestActivity, putActivity } from '../../../src/book/activity-pages.ts';
import { TABLES, type Tables } from '../../../src/book/tables.ts';
import type { AggregateId, EventName } from '../../../src/kernel/ids.ts';
import { MAX_ACTIVITY } from '../../../src/projections/activity.ts';
import type { ActivityRow } from '../../../src/projections/rows.ts';
import { createCrypto } from '../../../src/platform/crypto.ts';
import { createMemoryStore } from '../../../src/storage/memory-store.ts';

const { sha256 } = await createCrypto();

const rowAt = (depth: number): ActivityRow => ({
  id: `${depth}`.padStart(64, '0') as EventName,
  depth,
  aggregate: 'record:1' as AggregateId,
  type: 'record.comment-added',
  actor: 'Ada',
  at: '2026-11-25T09:00:00.000Z',
  summary: `${depth}`,
});
const batchOf = (from: number, length: number): readonly ActivityRow[] =>
  Array.from({ length }, (_, i) => rowAt(from + i));
const feed = async (batches: readonly (readonly ActivityRow[])[]) => {
  const store = createMemoryStore<Tables>(TABLES);
  for (const batch of batches) await store.write(['activity'], (tx) => putActivity(tx, batch, sha256));
  return store;
};
const depths = (rows: readonly ActivityRow[]): readonly number[] => rows.map(({ depth }) => depth);

/** Batches of commands of any depths, none in two of them, in any order. */
const batches = fc
  .uniqueArray(fc.nat(5000), { maxLength: 1500 })
  .chain((all) =>
    fc
      .array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 30 })
      .map((lengths) => lengths.map((length) => all.splice(0, length).map(rowAt))),
  );

test('of whatever came in, in batches of any length and order, the newest rows are read', async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.integer({ min: 1, max: MAX_ACTIVITY }), async (given, limit) => {
      const store = await feed(given);
      const expected = depths(given.flat()).toSorted((a, b) => b - a);
      const rows = await store.read(['activity'], (tx) => newestActivity(tx, limit));
      expect(depths(rows)).toEqual(expected.slice(0, limit));
    }),
    { numRuns: 50 },
  );
});

test('a batch is one row of the store, and what a feed does not keep is dropped', async () => {
  const store = await feed(Array.from({ length: 20 }, (_, i) => batchOf(1000 * i, 1000)));
  expect(await store.read(['activity'], (tx) => tx.count('activity'))).toBe(1);
  expect(await store.read(['activity'], (tx) => newestActivity(tx, 5000))).toHaveLength(MAX_ACTIVITY);
  const singles = await feed(Array.from({ length: 1200 }, (_, i) => [rowAt(i)]));
  expect(await singles.read(['activity'], (tx) => tx.count('activity'))).toBeLessThan(100);
  expect(depths(await singles.read(['activity'], (tx) => newestActivity(tx, 3)))).toEqual([1199, 1198, 1197]);
});

test('a command copied into another log takes no other with it', async () => {
  const pages = [[rowAt(1), rowAt(10)], [rowAt(10)], [rowAt(2), rowAt(10)]];
  const both = await feed(pages);
  expect(depths(await both.read(['activity'], (tx) => newestActivity(tx, 100)))).toEqual([10, 2, 1]);
  const store = await feed([batchOf(1, 10), [rowAt(10)]]);
  expect(await store.read(['activity'], (tx) => newestActivity(tx, 100))).toHaveLength(10);
});
