import type { Key, Range } from '../kernel/store.ts';

/** As IndexedDB compares: numbers before strings before arrays, arrays entry by entry, a shorter one first. */
export const compareKeys = (a: Key, b: Key): number => {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a !== 'object' || typeof b !== 'object') return a < b ? -1 : a > b ? 1 : 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareKeys(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
};

const rank = (key: Key): number => (typeof key === 'number' ? 0 : typeof key === 'string' ? 1 : 2);

export const isInside = (key: Key, { from, to, fromOpen, toOpen }: Range): boolean => {
  const low = from === undefined ? 1 : compareKeys(key, from);
  const high = to === undefined ? -1 : compareKeys(key, to);
  return (fromOpen ? low > 0 : low >= 0) && (toOpen ? high < 0 : high <= 0);
};
