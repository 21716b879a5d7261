import { Dexie } from 'dexie';
import type { Store, TableSpec, Writing } from '../kernel/store.ts';
import { runTransaction } from './transactions.ts';

export interface DexieOptions {
  readonly name: string;
  readonly schema: number;
  /** Another IndexedDB than the platform's: tests give each device its own. */
  readonly indexedDB?: IDBFactory;
  readonly IDBKeyRange?: typeof IDBKeyRange;
  /** Called when the connection ends without `close` and stays so. */
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
 * The store over IndexedDB. A connection that the browser closes (a disk that failed for a moment, a machine that slept)
 * is opened again, once, and what is asked meanwhile waits for that; when another version wants the database, or it is
 * gone, its owner is told and decides.
 */
export const openDexieStore = async <Tables>(
  tables: { readonly [T in keyof Tables & string]: TableSpec },
  options: DexieOptions,
): Promise<Store<Tables>> => {
  const { onClosed } = options;
  const keyRange = options.IDBKeyRange ?? IDBKeyRange;
  const schema = Object.fromEntries(
    Object.entries<TableSpec>(tables).map(([table, spec]) => [table, toDexieSchema(spec)]),
  );
  let closed = false;
  let current = await connect(schema, options, true);
  let connected = Promise.resolve(current);
  /** Something was read or written since it was opened: what is closed again before that stays closed. */
  let isProven = true;

  const reopen = async (): Promise<Dexie> => {
    const db = await connect(schema, options, false);
    current = db;
    if (closed) db.close();
    else follow();
    return db;
  };
  const follow = (): void => {
    current.on('versionchange', () => {
      current.close();
      onClosed?.();
    });
    // Dexie's own event tells of `close` too.
    current.backendDB().addEventListener('close', () => {
      if (!isProven) return onClosed?.();
      isProven = false;
      connected = reopen();
      connected.catch(() => closed || onClosed?.());
    });
  };
  follow();

  const run = async <T>(
    mode: 'readonly' | 'readwrite',
    names: readonly string[],
    body: (tx: Writing<Tables>) => Promise<T>,
  ): Promise<T> => {
    const db = (await connected).backendDB();
    const value = await runTransaction({ db, keyRange }, mode, names, body);
    isProven = true;
    return value;
  };
  return {
    read: (names, body) => run('readonly', names, body),
    write: (names, body) => run('readwrite', names, body),
    close: () => {
      closed = true;
      current.close();
    },
  };
};

/** `mayCreate`: else a database that is not there is an error, and is not made. */
const connect = async (
  tables: Readonly<Record<string, string>>,
  { name, schema, indexedDB, IDBKeyRange }: DexieOptions,
  mayCreate: boolean,
): Promise<Dexie> => {
  const db = new Dexie(name, {
    autoOpen: false, // A connection that was given up stays so: its owner decides.
    ...(indexedDB ? { indexedDB, IDBKeyRange } : {}),
  });
  db.version(schema).stores(tables);
  if (!mayCreate)
    db.on('populate', () => {
      throw new Error(`The database "${name}" is not there any more.`);
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
  return db;
};

const toDexieSchema = ({ key, indexes = [] }: TableSpec): string => {
  const path = (part: string | readonly string[]) =>
    typeof part === 'string' ? part : `[${part.join('+')}]`;
  return [key, ...indexes].map(path).join(',');
};
