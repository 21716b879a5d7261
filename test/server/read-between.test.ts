import { expect, test } from 'vitest';
import { readBetween } from '../../sync-server/book/read-between.ts';
import type { Store } from '../../sync-server/store.ts';
import type { Head } from '../../src/clock/head.ts';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';

const headOf = (name: string): Head => ({
  device: name[0] as DeviceId,
  seq: Number(name[1]),
  hash: name as SegmentHash,
});
const segment = (name: string, prev: string) => ({
  head: headOf(name),
  prev: prev as SegmentHash,
  bytes: new Uint8Array(300),
  isVerified: true,
});

/** Reads from pages that come one after another, whatever is asked for. */
const read = async (before: string, after: string, ...pages: readonly (readonly [string, string][])[]) => {
  const rest = [...pages];
  const page: Store['page'] = async () => ({
    segments: (rest.shift() ?? []).map(([name, prev]) => segment(name, prev)),
    more: rest.length > 0,
  });
  const heads = (names: string) => names.split(' ').filter(Boolean).map(headOf);
  const found = await readBetween({ page }, 'book' as BookId, heads(before), heads(after));
  return found?.map(({ head }) => head.hash).join(' ');
};

test('what leads from heads to later ones is read, page by page, new logs too', async () => {
  expect(await read('a1 c4', 'a3 b1 c4', [['a2', 'a1'], ['b1', '']], [['a3', 'a2']])).toBe('a2 b1 a3'); // prettier-ignore
  expect(await read('a1', 'a1')).toBe('');
});

test('what was written since the heads were read is left for the next time', async () => {
  expect(await read('a1', 'a2', [['a2', 'a1'], ['a3', 'a2']])).toBe('a2'); // prettier-ignore
});

test.each([
  ['a log has two ends now', 'a1', 'a2 a2x', [['a2', 'a1']]],
  ['a log had two ends', 'a1 a1x', 'a2', [['a2', 'a1']]],
  ['an end stays that another goes on beside', 'a1', 'a1 a2', [['a2', 'a1']]],
  ['a branch has come since', 'a1', 'a3', [['a2x', 'a1'], ['a2', 'a1'], ['a3', 'a2']]], // prettier-ignore
  ['the log does not lead there', 'a1', 'a3', [['a2', 'a1']]],
  ['a log is gone', 'a1 b1', 'a2', [['a2', 'a1']]],
  ['only others come', 'a1', 'a2', [['a3', 'a2']]],
] as const)('it is undefined where %s', async (_, before, after, page) => {
  expect(
    await read(
      before,
      after,
      page.map(([name, prev]) => [name, prev]),
    ),
  ).toBeUndefined();
});
