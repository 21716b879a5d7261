/** A primary or index key. Arrays compare entry by entry, numbers before strings, as in IndexedDB. */
export type Key = number | string | readonly (number | string)[];

export interface TableSpec {
  /** Key path: one property, or several for a compound key. */
  readonly key: string | readonly string[];
  /** Further properties, or lists of them, that `range` can go by. `*name`: a list whose every entry is indexed. */
  readonly indexes?: readonly (string | readonly string[])[];
}

export interface Range {
  /** Left out: by primary key. Several properties are joined with `+`. */
  readonly index?: string;
  readonly from?: Key;
  readonly to?: Key;
  readonly fromOpen?: boolean;
  readonly toOpen?: boolean;
  readonly limit?: number;
  readonly reverse?: boolean;
}

export interface Reading<Tables> {
  get<T extends keyof Tables & string>(table: T, key: Key): Promise<Tables[T] | undefined>;
  /** One answer a key, in order. */
  many<T extends keyof Tables & string>(
    table: T,
    keys: readonly Key[],
  ): Promise<readonly (Tables[T] | undefined)[]>;
  /** Bounds are inclusive unless open; in key order, or its reverse. */
  range<T extends keyof Tables & string>(table: T, range?: Range): Promise<readonly Tables[T][]>;
  count<T extends keyof Tables & string>(table: T): Promise<number>;
}

export interface Writing<Tables> extends Reading<Tables> {
  put<T extends keyof Tables & string>(table: T, rows: readonly Tables[T][]): Promise<void>;
  delete<T extends keyof Tables & string>(table: T, keys: readonly Key[]): Promise<void>;
  clear<T extends keyof Tables & string>(table: T): Promise<void>;
}

/**
 * Transactions over named tables, as IndexedDB has them.
 *
 * 1. `write` is serialisable: it runs alone over its tables, in this and every other window.
 * 2. `write` resolves once its changes are on disk (strict durability); if it rejects, none of them is there.
 * 3. A body awaits nothing but its transaction: time, keys and network come before or after.
 * 4. Rows are copies: changing one that was read or written changes nothing stored.
 */
export interface Store<Tables> {
  read<T>(tables: readonly (keyof Tables & string)[], body: (tx: Reading<Tables>) => Promise<T>): Promise<T>;
  write<T>(tables: readonly (keyof Tables & string)[], body: (tx: Writing<Tables>) => Promise<T>): Promise<T>;
  close(): void;
}
