import type { BookId } from '../kernel/ids.ts';
import type { Store, TableSpec } from '../kernel/store.ts';

export interface BookRow {
  readonly book: BookId;
  readonly title: string;
}

export interface RegistryTables {
  books: BookRow;
}

/** The books on this device; each has a database of its own. */
export const REGISTRY: { readonly books: TableSpec } = { books: { key: 'book' } };
export const REGISTRY_SCHEMA = 1;

export const listBooks = (registry: Store<RegistryTables>): Promise<readonly BookRow[]> =>
  registry.read(['books'], (tx) => tx.range('books'));

export const registerBook = (registry: Store<RegistryTables>, row: BookRow): Promise<void> =>
  registry.write(['books'], (tx) => tx.put('books', [row]));
