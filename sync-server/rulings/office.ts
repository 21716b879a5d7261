import type { BookId } from '../../src/kernel/ids.ts';
import type { Ruling } from './ruling.ts';

/** What may be ruled; null goes back to what is set for all books. */
export interface Change {
  readonly standing?: Ruling['standing'];
  readonly maxBytes?: number | null;
  readonly maxDevices?: number | null;
}

/**
 * Where whoever runs the server rules of single books, beside servers that use the store.
 *
 * 1. What is ruled is on disk when it is answered, and no write that begins after it goes against it.
 * 2. Each call holds others up for milliseconds, so that devices notice nothing.
 */
export interface Office {
  /** Also of a book that is not here, or not yet. */
  rule(book: BookId, change: Change): Promise<void>;
  /** Takes away some of what a deleted book holds; true while there is more. Of any other book nothing. */
  erase(book: BookId): Promise<boolean>;
  close(): Promise<void>;
}
