import { Dexie, type Collection, type Table, type WhereClause } from 'dexie';
import type { Range, Reading, Store, TableSpec, Writing } from '../kernel/store.ts';

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
    autoOpen: false, // A connection that was given up stays so: its owner decides.
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
  // Dexie opens newer databases as they are, in multiples of ten of its own versions.
  if (db.backendDB().version > 10 * schema) {
    db.close();
    throw new NewerDatabaseError(`The database ${name} was written by a newer version.`);
  }
  const writing = writingOf<Tables>(db);
  return {
    read: (names, body) => db.transaction('r!', [...names], () => body(writing)) as unknown as Promise<never>,
    write: (names, body) => db.transaction('rw!', [...names], () => body(writing)) as unknown as Promise<never>,
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
  const { index, limit, reverse } = range;
  const path = index === undefined ? ':id' : index.includes('+') ? `[${index}]` : index;
  let rows = range.from === undefined && range.to === undefined ? table.orderBy(path) : bounded(table.where(path), range);
  if (reverse) rows = rows.reverse();
  if (limit !== undefined) rows = rows.limit(limit);
  return rows.toArray();
};

/** Each bound only where there is one: the least and greatest keys that Dexie knows are those of another platform. */
const bounded = (where: WhereClause<never, never>, { from, to, fromOpen = false, toOpen = false }: Range): Collection<never, never> => {
  const [low, high] = [from as string, to as string];
  if (from !== undefined && from === to) return where.equals(low);
  if (from !== undefined && to !== undefined) return where.between(low, high, !fromOpen, !toOpen);
  if (from !== undefined) return fromOpen ? where.above(low) : where.aboveOrEqual(low);
  return toOpen ? where.below(high) : where.belowOrEqual(high);
};
