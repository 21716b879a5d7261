import { Dexie, type Table } from 'dexie';
import type { Key, Range, Reading, Store, TableSpec, Writing } from '../kernel/store.ts';

export interface DexieOptions {
  readonly name: string;
  readonly schema: number;
  /** Another IndexedDB than the platform's: tests give each device its own. */
  readonly indexedDB?: IDBFactory;
  readonly IDBKeyRange?: typeof IDBKeyRange;
  /** Called when the connection ends without `close`: another version wants the database, or it was deleted. */
  readonly onClosed?: () => void;
}

/** Thrown by opening a database that a newer version of the program has written. */
export class NewerDatabaseError extends Error {}

/**
 * The store over IndexedDB. Strict durability is asked for always: Chromium's default has been relaxed since 121,
 * and "saved" would be a lie.
 */
export const openDexieStore = async <Tables>(
  tables: { readonly [T in keyof Tables & string]: TableSpec },
  options: DexieOptions,
): Promise<Store<Tables>> => {
  const { name, schema, onClosed } = options;
  const db = new Dexie(name, {
    chromeTransactionDurability: 'strict',
    ...(options.indexedDB ? { indexedDB: options.indexedDB, IDBKeyRange: options.IDBKeyRange } : {}),
  });
  const specs = Object.entries<TableSpec>(tables);
  db.version(schema).stores(Object.fromEntries(specs.map(([table, spec]) => [table, toDexieSchema(spec)])));
  db.on('versionchange', () => {
    db.close();
    onClosed?.();
  });
  try {
    await db.open();
  } catch (error) {
    if (error instanceof Dexie.VersionError) throw new NewerDatabaseError(`The database ${name} was written by a newer version.`);
    throw error;
  }
  if (db.verno > schema) {
    db.close();
    throw new NewerDatabaseError(`The database ${name} was written by a newer version.`);
  }
  const writing = writingOf<Tables>(db);
  return {
    read: (names, body) => db.transaction('r!', [...names], () => body(writing)) as Promise<never>,
    write: (names, body) => db.transaction('rw!', [...names], () => body(writing)) as Promise<never>,
    close: () => db.close(),
  };
};

const toDexieSchema = ({ key, indexes = [] }: TableSpec): string => {
  const path = (part: string | readonly string[]) => (typeof part === 'string' ? part : `[${part.join('+')}]`);
  return [key, ...indexes].map(path).join(',');
};

const writingOf = <Tables>(db: Dexie): Writing<Tables> => {
  const table = (name: string): Table<never, never> => db.table(name);
  const reading: Reading<Tables> = {
    get: (name, key) => table(name).get(key as never),
    many: (name, keys) => table(name).bulkGet(keys as never),
    range: (name, range = {}) => rowsInRange(table(name), range) as Promise<never>,
    count: (name) => table(name).count(),
  };
  return {
    ...reading,
    // One row goes the short way: `bulkPut` costs a third more for it.
    put: async (name, rows) => void (rows.length === 1 ? await table(name).put(rows[0] as never) : await table(name).bulkPut(rows as never)),
    delete: async (name, keys) => void (await table(name).bulkDelete(keys as never)),
    clear: (name) => table(name).clear(),
  };
};

const rowsInRange = (table: Table<never, never>, range: Range): Promise<unknown[]> => {
  const { index, from, to, fromOpen = false, toOpen = false, limit, reverse } = range;
  const where = table.where(index === undefined ? ':id' : index.includes('+') ? `[${index}]` : index);
  const low = (from ?? Dexie.minKey) as Key & string;
  const high = (to ?? Dexie.maxKey) as Key & string;
  let rows = from !== undefined && from === to ? where.equals(from as string) : where.between(low, high, !fromOpen, !toOpen);
  if (reverse) rows = rows.reverse();
  if (limit !== undefined) rows = rows.limit(limit);
  return rows.toArray();
};
