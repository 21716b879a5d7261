import { beforeEach, describe, expect, test } from 'vitest';
import type { Range, Store, TableSpec } from '../../src/kernel/store.ts';

interface Thing {
  readonly id: string;
  readonly size: number;
  readonly tags: readonly string[];
  readonly inner?: { list: number[] };
}
interface Part {
  readonly of: string;
  readonly number: number;
  readonly bytes: Uint8Array;
}
export interface ContractTables {
  things: Thing;
  parts: Part;
}

export const CONTRACT_TABLES: { readonly [T in keyof ContractTables]: TableSpec } = {
  things: { key: 'id', indexes: ['size', '*tags', ['size', 'id']] },
  parts: { key: ['of', 'number'] },
};

const THINGS: readonly Thing[] = [
  { id: 'a', size: 3, tags: ['red', 'old'] },
  { id: 'b', size: 1, tags: ['red'] },
  { id: 'c', size: 2, tags: [] },
  { id: 'd', size: 2, tags: ['old', 'blue'] },
];

/** What every store must keep to (see the guarantees of the port). */
export const storeContract = (name: string, open: () => Promise<Store<ContractTables>>): void => {
  describe(`the store: ${name}`, () => {
    let store: Store<ContractTables>;
    beforeEach(async () => {
      store = await open();
      await store.write(['things'], (tx) => tx.put('things', THINGS));
    });
    const ids = async (range?: Range) =>
      (await store.read(['things'], (tx) => tx.range('things', range))).map(({ id }) => id).join('');
    const size = (id: string) => store.read(['things'], async (tx) => (await tx.get('things', id))?.size);

    const ranges: readonly (readonly [string, Range | undefined, string])[] = [
      ['everything, by primary key', undefined, 'abcd'],
      ['bounds that are inclusive', { from: 'b', to: 'c' }, 'bc'],
      ['a lower bound that is open', { from: 'b', fromOpen: true }, 'cd'],
      ['an upper bound that is open', { to: 'c', toOpen: true }, 'ab'],
      ['one key', { from: 'c', to: 'c' }, 'c'],
      ['nothing between bounds', { from: 'bb', to: 'bc' }, ''],
      ['a limit', { limit: 2 }, 'ab'],
      ['the reverse', { reverse: true }, 'dcba'],
      ['a limit from the end', { from: 'a', to: 'c', reverse: true, limit: 2 }, 'cb'],
      ['an index, ties by primary key', { index: 'size' }, 'bcda'],
      ['a range of an index, reversed', { index: 'size', from: 2, reverse: true }, 'adc'],
      ['each entry of a list', { index: 'tags', from: 'red', to: 'red' }, 'ab'],
      ['a row once for each of its entries', { index: 'tags' }, 'dadab'],
      ['several properties together', { index: 'size+id', from: [2, 'd'] }, 'da'],
      ['the beginning of several properties', { index: 'size+id', from: [2], to: [2, '~'] }, 'cd'],
    ];
    test.each(ranges)('a range gives %s', async (_, range, expected) => {
      expect(await ids(range)).toBe(expected);
    });

    test('compound primary keys are found, ranged over and deleted', async () => {
      const part = (of: string, number: number): Part => ({ of, number, bytes: new Uint8Array([number]) });
      await store.write(['parts'], (tx) =>
        tx.put('parts', [part('b', 1), part('a', 10), part('a', 9), part('a', 2)]),
      );
      const numbers = await store.read(['parts'], (tx) => tx.range('parts', { from: ['a'], to: ['a', '~'] }));
      expect(numbers.map(({ number }) => number)).toEqual([2, 9, 10]);
      const last = await store.read(['parts'], (tx) =>
        tx.range('parts', { from: ['a'], to: ['a', 9], reverse: true, limit: 1 }),
      );
      expect(last).toEqual([part('a', 9)]);
      await store.write(['parts'], (tx) =>
        tx.delete('parts', [
          ['a', 9],
          ['x', 1],
        ]),
      );
      expect(
        await store.read(['parts'], (tx) =>
          tx.many('parts', [
            ['a', 9],
            ['b', 1],
          ]),
        ),
      ).toEqual([undefined, part('b', 1)]);
    });

    test('many answers each key in its place', async () => {
      const found = await store.read(['things'], (tx) => tx.many('things', ['d', 'x', 'a', 'd']));
      expect(found.map((thing) => thing?.id)).toEqual(['d', undefined, 'a', 'd']);
    });

    test('a transaction sees what it has written itself, in every way of reading', async () => {
      await store.write(['things'], async (tx) => {
        await tx.put('things', [
          { id: 'c', size: 9, tags: ['red'] },
          { id: 'aa', size: 2, tags: [] },
        ]);
        await tx.delete('things', ['b']);
        expect((await tx.range('things')).map(({ id }) => id).join()).toBe('a,aa,c,d');
        expect((await tx.range('things', { index: 'size', from: 2, to: 2 })).map(({ id }) => id).join()).toBe(
          'aa,d',
        );
        expect(
          (await tx.range('things', { index: 'tags', from: 'red', to: 'red' })).map(({ id }) => id).join(),
        ).toBe('a,c');
        expect([
          await tx.get('things', 'b'),
          (await tx.get('things', 'c'))?.size,
          await tx.count('things'),
        ]).toEqual([undefined, 9, 4]);
        await tx.clear('things');
        expect([await tx.count('things'), await tx.range('things')]).toEqual([0, []]);
        await tx.put('things', [{ id: 'z', size: 1, tags: [] }]);
      });
      expect(await ids()).toBe('z');
    });

    test('a write that rejects leaves nothing of itself', async () => {
      const failing = store.write(['things', 'parts'], async (tx) => {
        await tx.put('things', [{ id: 'a', size: 99, tags: [] }]);
        await tx.delete('things', ['b']);
        await tx.put('parts', [{ of: 'a', number: 1, bytes: new Uint8Array() }]);
        await tx.clear('things');
        throw new Error('half-way');
      });
      await expect(failing).rejects.toThrow('half-way');
      expect([await ids(), await size('a')]).toEqual(['abcd', 3]);
      expect(await store.read(['parts'], (tx) => tx.count('parts'))).toBe(0);
    });

    test('writes run one after another, each on what the one before left', async () => {
      const add = () =>
        store.write(['things'], async (tx) => {
          const thing = (await tx.get('things', 'a'))!;
          await tx.get('things', 'b');
          await tx.put('things', [{ ...thing, size: thing.size + 1 }]);
          return thing.size;
        });
      const seen = await Promise.all(Array.from({ length: 20 }, add));
      expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 3));
      expect(await size('a')).toBe(23);
    });

    test('rows are copies: changing one that was written or read changes nothing stored', async () => {
      const row = { id: 'e', size: 1, tags: [], inner: { list: [1] } };
      await store.write(['things'], (tx) => tx.put('things', [row]));
      row.inner.list.push(2);
      const read = () => store.read(['things'], (tx) => tx.get('things', 'e'));
      (await read())!.inner!.list.push(3);
      (await store.read(['things'], (tx) => tx.range('things', { from: 'e' })))[0]!.inner!.list.push(4);
      expect((await read())!.inner!.list).toEqual([1]);
    });

    test('bytes come back as they were', async () => {
      const bytes = new Uint8Array([0, 255, 7]);
      await store.write(['parts'], (tx) => tx.put('parts', [{ of: 'a', number: 1, bytes }]));
      expect((await store.read(['parts'], (tx) => tx.get('parts', ['a', 1])))!.bytes).toEqual(bytes);
    });

    test('a table that was not asked for is not to be had', async () => {
      await expect(store.read(['things'], (tx) => tx.count('parts'))).rejects.toBeInstanceOf(Error);
    });

    test('a reading transaction changes nothing', async () => {
      const sly = store.read(['things'], (tx) =>
        (tx as unknown as { clear(table: string): Promise<void> }).clear('things'),
      );
      await expect(sly).rejects.toBeInstanceOf(Error);
      expect(await ids()).toBe('abcd');
    });

    test('a store that was closed refuses', async () => {
      store.close();
      await expect(store.read(['things'], (tx) => tx.count('things'))).rejects.toBeInstanceOf(Error);
    });
  });
};
