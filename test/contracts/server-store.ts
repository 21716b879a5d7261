import { beforeEach, describe, expect, test } from 'vitest';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Store, StoredSegment } from '../../sync-server/store.ts';

const BOOK = 'b'.repeat(64) as BookId;
const OTHER = 'c'.repeat(64) as BookId;
const KEY: Bytes = new Uint8Array(32).fill(7);
const device = (letter: string) => letter.repeat(32) as DeviceId;
const hashOf = (name: string) => name.padEnd(64, '0') as SegmentHash;

const nameOf = (name: string, of: string, seq: number) => ({ device: device(of), seq, hash: hashOf(name) });

/** One event at `seq`, after the segment named `prev`. */
const segment = (name: string, of: string, seq: number, depth: number, prev = ''): StoredSegment => ({
  hash: hashOf(name),
  device: device(of),
  prev: prev && hashOf(prev),
  firstSeq: seq,
  lastSeq: seq,
  firstDepth: depth,
  lastDepth: depth,
  isControl: seq === 1,
  isVerified: true,
  bytes: new Uint8Array(100).fill(depth),
  ...(seq === 1 ? { key: KEY } : {}),
});

const add = (store: Store, ...segments: readonly StoredSegment[]) =>
  store.write(BOOK, (tx) => tx.add(segments));

const LOGS = [
  segment('a1', 'a', 1, 1),
  segment('a2', 'a', 2, 2, 'a1'),
  segment('a3', 'a', 3, 5, 'a2'),
  segment('d1', 'd', 1, 2),
  segment('d2', 'd', 2, 3, 'd1'),
];

/**
 * What every store of the server promises (sync-server/store.ts). `open` gives an empty one; `missing`: why it cannot;
 * `openBeside` one more node on what it gave last, where there may be several.
 */
export const describeServerStore = (
  open: () => Promise<Store>,
  missing = '',
  openBeside?: () => Promise<Store>,
): void => {
  describe('a store of the server', () => {
    beforeEach(({ skip }) => skip(missing !== '', missing));

    test('a head is replaced by what continues it, and a branch has its own', async () => {
      const store = await open();
      await add(store, ...LOGS, segment('a2x', 'a', 2, 4, 'a1'));
      const heads = await store.heads(BOOK);
      expect(heads.map((head) => head.hash)).toEqual([hashOf('a2x'), hashOf('a3'), hashOf('d2')]);
      expect(heads[1]).toEqual({ device: device('a'), seq: 3, hash: hashOf('a3'), depth: 5 });
      expect(await store.heads(OTHER)).toEqual([]);
    });

    test('a transaction sees what it wrote; outside it is seen once it is on disk', async () => {
      const store = await open();
      const written = await store.write(BOOK, async (tx) => {
        await tx.add([LOGS[0]!]);
        const outside = await store.heads(BOOK);
        const inside = await tx.known([nameOf('a1', 'a', 1), nameOf('a2', 'a', 2)]);
        return { outside, inside };
      });
      expect(written).toMatchObject({
        ok: true,
        value: { outside: [], inside: [{ ...nameOf('a1', 'a', 1), depth: 1 }] },
      });
      expect(await store.known(BOOK, [nameOf('a1', 'a', 1)])).toEqual([
        { ...nameOf('a1', 'a', 1), depth: 1 },
      ]);
      expect(await store.key(BOOK, device('a'))).toEqual(KEY);
    });

    test('a segment is found by its whole name: device, seq and hash', async () => {
      const store = await open();
      await add(store, ...LOGS, segment('a2x', 'a', 2, 4, 'a1'));
      const names = [
        nameOf('a2x', 'a', 2),
        nameOf('a2', 'a', 2),
        nameOf('a2', 'a', 3),
        nameOf('a2', 'd', 2),
        nameOf('d2', 'd', 2),
      ];
      const found = [hashOf('a2'), hashOf('a2x'), hashOf('d2')];
      const inside = await store.write(BOOK, (tx) => tx.known(names));
      for (const known of [await store.known(BOOK, names), inside.ok ? inside.value : []])
        expect(known.map(({ hash }) => hash).toSorted()).toEqual(found);
    });

    test('within a transaction the heads of some devices are those that it left', async () => {
      const store = await open();
      await add(store, ...LOGS.slice(0, 2), ...LOGS.slice(3));
      const written = await store.write(BOOK, async (tx) => {
        await tx.add([LOGS[2]!]);
        return tx.heads([device('a'), device('e')]);
      });
      expect(written).toEqual({ ok: true, value: [{ ...nameOf('a3', 'a', 3), depth: 5 }] });
    });

    test('of a forked log a page goes by depth, whichever branch the seq is of', async () => {
      const store = await open();
      const branch = [segment('a2y', 'a', 2, 3, 'a1'), segment('a3y', 'a', 3, 4, 'a2y')];
      await add(store, ...LOGS.slice(0, 3), ...branch);
      const { segments } = await store.page(
        BOOK,
        [{ device: device('a'), except: new Set([hashOf('a1')]) }],
        10_000,
      );
      expect(segments.map(({ head }) => head.hash)).toEqual(['a2', 'a2y', 'a3y', 'a3'].map(hashOf));
    });

    test('a book knows nothing of another book', async () => {
      const store = await open();
      await add(store, ...LOGS);
      expect(await store.known(OTHER, [nameOf('a1', 'a', 1)])).toEqual([]);
      expect(await store.key(OTHER, device('a'))).toBeUndefined();
      expect(await store.controls(OTHER)).toEqual([]);
      const seen = await store.write(OTHER, async (tx) => [
        await tx.known([nameOf('a1', 'a', 1)]),
        await tx.heads([device('a')]),
      ]);
      expect(seen).toEqual({ ok: true, value: [[], []] });
    });

    test('a body that throws leaves nothing behind, and does not harm those beside it', async () => {
      const store = await open();
      const bad = store.write(BOOK, async (tx) => {
        await tx.add([LOGS[0]!]);
        throw new Error('a bug');
      });
      const good = add(store, LOGS[3]!);
      await expect(bad).rejects.toThrow('a bug');
      expect(await good).toMatchObject({ ok: true });
      expect((await store.heads(BOOK)).map((head) => head.hash)).toEqual([hashOf('d1')]);
    });

    test('writes resolve in the order in which they were asked for', async () => {
      const store = await open();
      const order: number[] = [];
      await Promise.all(
        [0, 1, 2, 3].map(async (i) => {
          await add(store, segment(`e${i}`, 'e', i + 1, i + 1, i === 0 ? '' : `e${i - 1}`));
          order.push(i);
        }),
      );
      expect(order).toEqual([0, 1, 2, 3]);
    });

    test('a page merges logs by depth, then device, within its budget', async () => {
      const store = await open();
      await add(store, ...LOGS);
      const parts = [
        { device: device('a'), afterSeq: 1 },
        { device: device('d'), afterSeq: 0 },
      ];
      const names = async (budget: number) => {
        const { segments, more } = await store.page(BOOK, parts, budget);
        return [segments.map(({ head }) => head.hash.replace(/0+$/, '')), more];
      };
      expect(await names(10_000)).toEqual([['a2', 'd1', 'd2', 'a3'], false]);
      expect(await names(200)).toEqual([['a2', 'd1'], true]);
      expect(await names(1)).toEqual([['a2'], true]);
    });

    test('a page leaves out what is excepted, also when that is most of a log', async () => {
      const store = await open();
      const long = Array.from({ length: 300 }, (_, i) =>
        segment(`f${i}x`, 'f', i + 1, i + 1, i === 0 ? '' : `f${i - 1}x`),
      );
      await add(store, ...long, segment('fb', 'f', 2, 9, 'f0x'));
      const except = new Set(long.map(({ hash }) => hash));
      const { segments, more } = await store.page(BOOK, [{ device: device('f'), except }], 1000);
      expect([segments.map(({ head }) => head.hash), more]).toEqual([[hashOf('fb')], false]);
      expect((await store.links(BOOK, device('f'))).get(hashOf('fb'))).toBe(hashOf('f0x'));
    });

    test('control segments come back in order of depth', async () => {
      const store = await open();
      await add(store, LOGS[3]!, LOGS[0]!, LOGS[1]!);
      expect(await store.controls(BOOK)).toEqual([LOGS[0]!.bytes, LOGS[3]!.bytes]);
    });

    test('control segments are counted where they are added: of many at once no more come in than may', async () => {
      const store = await open();
      const nodes = [store, (await openBeside?.()) ?? store];
      const addWhileFew = (of: string, i: number) =>
        nodes[i % 2]!.write(BOOK, async (tx) => {
          const isRoom = (await tx.countControls()) < 2;
          if (isRoom) await tx.add([segment(`${of}1`, of, 1, 1)]);
          return [isRoom, await tx.countControls()];
        });
      const added = await Promise.all([...'adefghij'].map(addWhileFew));
      const counts = added.map((one) => (one.ok ? String(one.value) : one.error.code));
      expect(counts.toSorted()).toEqual([...Array(6).fill('false,2'), 'true,1', 'true,2']);
      expect(await store.controls(BOOK)).toHaveLength(2);
      await add(store, segment('a2', 'a', 2, 2, 'a1'));
      expect(await store.write(OTHER, (tx) => tx.countControls())).toEqual({ ok: true, value: 0 });
    });

    test('ME2 an invitation belongs to the first device that uses it', async () => {
      const store = await open();
      const use = (of: string) => store.write(BOOK, (tx) => tx.useInvitation(hashOf('i'), device(of)));
      expect(await use('a')).toEqual({ ok: true, value: device('a') });
      expect(await use('d')).toEqual({ ok: true, value: device('a') });
    });
  });
};
