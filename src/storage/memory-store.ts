import type { Key, Range, Store, TableSpec, Writing } from '../kernel/store.ts';

type Row = Readonly<Record<string, unknown>>;

/** The store in memory: for tests, the simulator and the fleet's reference. Same contract suite as Dexie's. */
export const createMemoryStore = <Tables>(tables: { readonly [T in keyof Tables & string]: TableSpec }): Store<Tables> => {
  let committed = new Map(Object.keys(tables).map((name) => [name, new Map<string, Row>()]));
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;

  const run = <T>(names: readonly string[], body: (tx: Writing<Tables>) => Promise<T>, commit: boolean): Promise<T> => {
    const result = queue.then(async () => {
      if (closed) throw new Error('The store is closed.');
      const draft = new Map(names.map((name) => [name, new Map(committed.get(name))]));
      const value = await body(writingOver<Tables>(draft, tables));
      if (commit) committed = new Map([...committed, ...draft]);
      return value;
    });
    queue = result.catch(() => undefined);
    return result;
  };

  return {
    read: (names, body) => run(names, body, false),
    write: (names, body) => run(names, body, true),
    close: () => {
      closed = true;
    },
  };
};

const writingOver = <Tables>(
  draft: ReadonlyMap<string, Map<string, Row>>,
  tables: { readonly [name: string]: TableSpec },
): Writing<Tables> => {
  const rows = (name: string): Map<string, Row> => {
    const table = draft.get(name);
    if (!table) throw new Error(`The table ${name} is not part of this transaction.`);
    return table;
  };
  const keyOf = (name: string, row: Row): Key => valueAt(row, tables[name]!.key) as Key;
  const writing = {
    get: async (name: string, key: Key) => structuredClone(rows(name).get(JSON.stringify(key))),
    many: async (name: string, keys: readonly Key[]) => keys.map((key) => structuredClone(rows(name).get(JSON.stringify(key)))),
    range: async (name: string, range: Range = {}) => structuredClone(rowsInRange([...rows(name).values()], tables[name]!, range)),
    count: async (name: string) => rows(name).size,
    put: async (name: string, added: readonly Row[]) => {
      for (const row of added) rows(name).set(JSON.stringify(keyOf(name, row)), structuredClone(row));
    },
    delete: async (name: string, keys: readonly Key[]) => {
      for (const key of keys) rows(name).delete(JSON.stringify(key));
    },
    clear: async (name: string) => rows(name).clear(),
  };
  return writing as unknown as Writing<Tables>;
};

const rowsInRange = (rows: readonly Row[], spec: TableSpec, range: Range): Row[] => {
  const keyed = rows.flatMap((row) => keysOf(row, spec, range.index).map((key) => ({ key, primary: valueAt(row, spec.key) as Key, row })));
  const inside = keyed.filter(({ key }) => isInside(key, range));
  inside.sort((a, b) => compareKeys(a.key, b.key) || compareKeys(a.primary, b.primary));
  if (range.reverse) inside.reverse();
  return inside.slice(0, range.limit).map(({ row }) => row);
};

const keysOf = (row: Row, spec: TableSpec, index: string | undefined): readonly Key[] => {
  if (index === undefined) return [valueAt(row, spec.key) as Key];
  if (spec.indexes?.includes(`*${index}`)) return row[index] as readonly Key[];
  return [valueAt(row, index.includes('+') ? index.split('+') : index) as Key];
};

const valueAt = (row: Row, path: string | readonly string[]): unknown =>
  typeof path === 'string' ? row[path] : path.map((part) => row[part]);

const isInside = (key: Key, { from, to, fromOpen, toOpen }: Range): boolean => {
  const low = from === undefined ? 1 : compareKeys(key, from);
  const high = to === undefined ? -1 : compareKeys(key, to);
  return (fromOpen ? low > 0 : low >= 0) && (toOpen ? high < 0 : high <= 0);
};

/** As IndexedDB compares: numbers before strings before arrays, arrays entry by entry, a shorter one first. */
const compareKeys = (a: Key, b: Key): number => {
  const rank = (key: Key) => (typeof key === 'number' ? 0 : typeof key === 'string' ? 1 : 2);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a !== 'object' || typeof b !== 'object') return a < b ? -1 : a > b ? 1 : 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareKeys(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
};
