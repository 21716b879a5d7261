import { REGISTRY, REGISTRY_SCHEMA, type RegistryTables } from '../book/registry.ts';
import { SCHEMA, TABLES, type Tables } from '../book/tables.ts';
import type { BookId } from '../kernel/ids.ts';
import type { Store } from '../kernel/store.ts';
import { openDexieStore, type DexieOptions } from './dexie-store.ts';

type Platform = Pick<DexieOptions, 'indexedDB' | 'IDBKeyRange'>;

/** The database of one book. */
export const openBookStore = (
  book: BookId,
  onClosed: () => void,
  platform: Platform = {},
): Promise<Store<Tables>> =>
  openDexieStore<Tables>(TABLES, { name: `daybook ${book}`, schema: SCHEMA, onClosed, ...platform });

/** The list of books on this device. */
export const openRegistry = (platform: Platform = {}): Promise<Store<RegistryTables>> =>
  openDexieStore<RegistryTables>(REGISTRY, { name: 'daybook', schema: REGISTRY_SCHEMA, ...platform });
