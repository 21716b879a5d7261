import { Dexie } from 'dexie';
import type { Store, TableSpec } from '../kernel/store.ts';
import { runTransaction } from './transactions.ts';

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
export class NewerDatabaseError extends Error {
  constructor(name: string) {
    super(
      `The database "${name}" was written by a newer version of Daybook. Nothing in it was changed: open it with that version.`,
    );
  }
}

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
    if (error instanceof Dexie.VersionError) throw new NewerDatabaseError(name);
    throw error;
  }
  // Dexie opens newer databases as they are, in multiples of ten of its own versions.
  if (db.backendDB().version > 10 * schema) {
    db.close();
    throw new NewerDatabaseError(name);
  }
  // By the browser: the disk has failed, or a person has cleared the site's data. Dexie's own event tells of `close` too.
  db.backendDB().addEventListener('close', () => onClosed?.());
  const connection = { db: db.backendDB(), keyRange: options.IDBKeyRange ?? IDBKeyRange };
  return {
    read: (names, body) => runTransaction(connection, 'readonly', names, body),
    write: (names, body) => runTransaction(connection, 'readwrite', names, body),
    close: () => db.close(),
  };
};

const toDexieSchema = ({ key, indexes = [] }: TableSpec): string => {
  const path = (part: string | readonly string[]) =>
    typeof part === 'string' ? part : `[${part.join('+')}]`;
  return [key, ...indexes].map(path).join(',');
};
