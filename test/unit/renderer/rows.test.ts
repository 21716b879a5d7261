import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeRows, rowById } from '../../../renderer/store/rows.ts';

interface Row {
  readonly id: string;
  readonly changed: number;
}

const order = (a: Row, b: Row): number => b.changed - a.changed || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const row = fc.record({ id: fc.stringMatching(/^[a-f]$/), changed: fc.nat(9) });

test('patches applied one by one give what sorting all rows at once gives', () => {
  fc.assert(
    fc.property(fc.array(fc.array(row, { maxLength: 6 }), { maxLength: 8 }), (patches) => {
      const merged = patches.reduce<readonly Row[]>((rows, patch) => mergeRows(rows, patch, order), []);
      const last = new Map(patches.flat().map((each) => [each.id, each]));
      expect(merged).toEqual([...last.values()].toSorted(order));
    }),
  );
});

test('an empty patch changes nothing, so that nothing is drawn again', () => {
  const rows = [{ id: 'a', changed: 1 }];
  expect(mergeRows(rows, [], order)).toBe(rows);
});

test('a row is found by its id in the list that holds it', () => {
  const rows = [{ id: 'a', changed: 1 }];
  expect(rowById(rows, 'a')).toBe(rows[0]);
  expect(rowById(mergeRows(rows, [{ id: 'a', changed: 2 }], order), 'a')).toEqual({ id: 'a', changed: 2 });
});
