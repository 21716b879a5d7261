import type { BookId } from '../kernel/ids.ts';
import type { Store } from '../kernel/store.ts';
import type { ClientPorts } from '../sync/client-options.ts';
import type { WindowNews } from './change.ts';
import type { RegistryTables } from './registry.ts';
import type { Tables } from './tables.ts';

/** Other windows of this profile. */
export interface Windows {
  /**
   * Calls `lead` when this window becomes the one that seals and talks to the server for `book`, of all windows at
   * most one; what `lead` answers is called when that ends. The returned function gives the lead up.
   */
  lead(book: BookId, lead: () => () => void): () => void;
  /** Runs `work` when no other window does any; a window that is gone does none. */
  alone<T>(book: BookId, work: () => Promise<T>): Promise<T>;
  /** Tells the others what changed, after the commit. */
  tell(book: BookId, news: WindowNews): void;
  hear(book: BookId, listener: (news: WindowNews) => void): () => void;
}

/** What the service needs of its platform: one place for the app, one for the fleet and the tests. */
export interface ServicePorts extends ClientPorts {
  readonly registry: Store<RegistryTables>;
  readonly windows: Windows;
  /** `onClosed`: the connection ended by itself, because another version or a deletion wanted the database. */
  openStore(book: BookId, onClosed: () => void): Promise<Store<Tables>>;
}
