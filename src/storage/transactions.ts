import type { Key, Range, Reading, Writing } from '../kernel/store.ts';

export interface Connection {
  readonly db: IDBDatabase;
  /** Of the same IndexedDB as the database. */
  readonly keyRange: typeof IDBKeyRange;
}

/**
 * The port's transactions, straight over IndexedDB. Dexie's own know their transaction by a zone that follows
 * promises, and native ones lose it: what comes after is then written outside, at once, or "too early". Here each
 * request names its transaction. It also costs half as much: a put waits for nothing, and the commit is asked for.
 */
export const runTransaction = <Tables, T>(
  { db, keyRange }: Connection,
  mode: 'readonly' | 'readwrite',
  names: readonly string[],
  body: (tx: Writing<Tables>) => Promise<T>,
): Promise<T> =>
  new Promise((resolve, reject) => {
    // Strict always: Chromium's default has been relaxed since 121, and "saved" would be a lie.
    const tx = db.transaction([...names], mode, { durability: 'strict' });
    let outcome: { readonly value: T } | undefined;
    let failure: unknown;
    tx.oncomplete = () =>
      outcome
        ? resolve(outcome.value)
        : reject(failure ?? new Error('The transaction ended before its work.'));
    // A full disk is told by this event alone.
    tx.onabort = () => reject(failure ?? tx.error ?? new Error('The transaction was undone.'));
    body(writingOver<Tables>(tx, keyRange)).then(
      (value) => {
        outcome = { value };
        commit(tx);
      },
      (error: unknown) => {
        failure = error;
        abort(tx);
      },
    );
  });

/** One that has nothing left to do may have ended by itself, and one that failed has: both have told it. */
const commit = (tx: IDBTransaction): void => {
  try {
    tx.commit();
  } catch {
    // Its event has the outcome.
  }
};

const abort = (tx: IDBTransaction): void => {
  try {
    tx.abort();
  } catch {
    // Its event has the outcome.
  }
};

const writingOver = <Tables>(tx: IDBTransaction, keyRange: typeof IDBKeyRange): Writing<Tables> => {
  const writing = {
    get: (name: string, key: Key) => result(tx.objectStore(name).get(key as IDBValidKey)),
    many: (name: string, keys: readonly Key[]) => {
      const table = tx.objectStore(name);
      return Promise.all(keys.map((key) => result(table.get(key as IDBValidKey))));
    },
    range: async (name: string, range: Range = {}) => rowsInRange(tx.objectStore(name), range, keyRange),
    count: (name: string) => result(tx.objectStore(name).count()),
    // Not waited for: what follows in the transaction comes after it, and a failure undoes the whole.
    put: async (name: string, rows: readonly unknown[]) => {
      const table = tx.objectStore(name);
      for (const row of rows) table.put(row);
    },
    delete: async (name: string, keys: readonly Key[]) => {
      const table = tx.objectStore(name);
      for (const key of keys) table.delete(key as IDBValidKey);
    },
    clear: async (name: string) => void tx.objectStore(name).clear(),
  };
  return writing as unknown as Writing<Tables> & Reading<Tables>;
};

const result = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });

const rowsInRange = (
  table: IDBObjectStore,
  range: Range,
  keyRange: typeof IDBKeyRange,
): Promise<readonly unknown[]> => {
  const { index } = range;
  // Dexie names an index as it is written in its schema.
  const source = index === undefined ? table : table.index(index.includes('+') ? `[${index}]` : index);
  const query = toKeyRange(range, keyRange);
  return range.reverse ? backwards(source, query, range.limit) : result(source.getAll(query, range.limit));
};

const toKeyRange = (
  { from, to, fromOpen = false, toOpen = false }: Range,
  keyRange: typeof IDBKeyRange,
): IDBKeyRange | null => {
  if (from !== undefined && to !== undefined) return keyRange.bound(from, to, fromOpen, toOpen);
  if (from !== undefined) return keyRange.lowerBound(from, fromOpen);
  return to === undefined ? null : keyRange.upperBound(to, toOpen);
};

const backwards = (
  source: IDBObjectStore | IDBIndex,
  query: IDBKeyRange | null,
  limit = Infinity,
): Promise<readonly unknown[]> =>
  new Promise((resolve, reject) => {
    const rows: unknown[] = [];
    const request = source.openCursor(query, 'prev');
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor) rows.push(cursor.value);
      if (!cursor || rows.length === limit) resolve(rows);
      else cursor.continue();
    };
    request.onerror = () => reject(request.error!);
  });
