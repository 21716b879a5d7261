import type { Key, Range, TableSpec } from '../kernel/store.ts';
import { compareKeys, isInside } from './keys.ts';

export type Row = Readonly<Record<string, unknown>>;

/** What a transaction has done to a table; a row that is undefined is deleted. */
export interface Changes {
  cleared: boolean;
  readonly rows: Map<string, { readonly key: Key; readonly row: Row | undefined }>;
}

/** One table, and one seen through a transaction's changes to it. Rows are handed out as they are kept. */
export interface MemoryTable {
  get(key: Key, changes: Changes): Row | undefined;
  range(range: Range, changes: Changes): readonly Row[];
  put(rows: readonly Row[], changes: Changes): void;
  delete(keys: readonly Key[], changes: Changes): void;
  commit(changes: Changes): void;
}

interface Indexed {
  readonly key: Key;
  readonly primary: Key;
  readonly row: Row;
}

export const createMemoryTable = (spec: TableSpec): MemoryTable => {
  const rows = new Map<string, Row>();
  /** By index name, '' for the primary key: sorted when first asked for, and kept until the next commit. */
  const sorted = new Map<string, readonly Indexed[]>();

  const sortedBy = (index: string): readonly Indexed[] => {
    const known =
      sorted.get(index) ??
      [...rows.values()].flatMap((row) => indexed(row, spec, index)).sort(compareIndexed);
    sorted.set(index, known);
    return known;
  };
  return {
    get: (key, { cleared, rows: changed }) => {
      const name = JSON.stringify(key);
      return changed.has(name) ? changed.get(name)!.row : cleared ? undefined : rows.get(name);
    },
    range: (range, { cleared, rows: changed }) => {
      const index = range.index ?? '';
      const before = cleared ? [] : within(sortedBy(index), range);
      const kept =
        changed.size === 0 ? before : before.filter(({ primary }) => !changed.has(JSON.stringify(primary)));
      const fresh = [...changed.values()]
        .flatMap(({ row }) => (row ? indexed(row, spec, index) : []))
        .filter(({ key }) => isInside(key, range));
      const found = fresh.length === 0 ? [...kept] : [...kept, ...fresh].sort(compareIndexed);
      if (range.reverse) found.reverse();
      return found.slice(0, range.limit).map(({ row }) => row);
    },
    put: (added, changes) => {
      for (const row of added) {
        const key = valueAt(row, spec.key) as Key;
        changes.rows.set(JSON.stringify(key), { key, row });
      }
    },
    delete: (keys, changes) => {
      for (const key of keys) changes.rows.set(JSON.stringify(key), { key, row: undefined });
    },
    commit: (changes) => {
      if (changes.cleared) rows.clear();
      if (changes.cleared || changes.rows.size > 0) sorted.clear();
      for (const [name, { row }] of changes.rows) {
        if (row) rows.set(name, row);
        else rows.delete(name);
      }
    },
  };
};

/** The part of a sorted list that lies inside the range, found by halving. */
const within = (list: readonly Indexed[], range: Range): readonly Indexed[] => {
  const { from, to, fromOpen, toOpen } = range;
  const start =
    from === undefined
      ? 0
      : firstAt(list, ({ key }) => (fromOpen ? compareKeys(key, from) > 0 : compareKeys(key, from) >= 0));
  const end =
    to === undefined
      ? list.length
      : firstAt(list, ({ key }) => (toOpen ? compareKeys(key, to) >= 0 : compareKeys(key, to) > 0));
  return list.slice(start, Math.max(start, end));
};

const firstAt = (list: readonly Indexed[], isPast: (one: Indexed) => boolean): number => {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isPast(list[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
};

const indexed = (row: Row, spec: TableSpec, index: string): readonly Indexed[] => {
  const primary = valueAt(row, spec.key) as Key;
  return keysOf(row, spec, index).map((key) => ({ key, primary, row }));
};

/** A row without the indexed property is in the table and not in the index, as in IndexedDB. */
const keysOf = (row: Row, spec: TableSpec, index: string): readonly Key[] => {
  if (index === '') return [valueAt(row, spec.key) as Key];
  if (spec.indexes?.includes(`*${index}`)) return [...new Set(row[index] as readonly Key[])];
  const value = valueAt(row, index.includes('+') ? index.split('+') : index);
  return value === undefined || (Array.isArray(value) && value.includes(undefined)) ? [] : [value as Key];
};

const valueAt = (row: Row, path: string | readonly string[]): unknown =>
  typeof path === 'string' ? row[path] : path.map((part) => row[part]);

const compareIndexed = (a: Indexed, b: Indexed): number =>
  compareKeys(a.key, b.key) || compareKeys(a.primary, b.primary);
