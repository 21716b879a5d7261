import type { BookId } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import type { Store } from '../store.ts';
import type { Turns } from '../turns.ts';
import { openBookLog, type BookLog } from './book-log.ts';

export interface Books {
  /** Every `open` is followed by one `release`, whatever comes of it. */
  open(book: BookId): Promise<BookLog>;
  release(book: BookId): void;
  /** Resolves once all are released: nothing is written on anybody's behalf any more. */
  released(): Promise<void>;
}

/** One log object a book, shared by its connections and forgotten with the last: names of books cost nothing. */
export const createBooks = (store: Store, crypto: Crypto, turns: Turns): Books => {
  const opened = new Map<BookId, { readonly log: Promise<BookLog>; users: number }>();
  const waiting: (() => void)[] = [];
  return {
    open: (book) => {
      const entry = opened.get(book) ?? { log: openBookLog(book, store, crypto, turns), users: 0 };
      opened.set(book, entry);
      entry.users++;
      return entry.log;
    },
    release: (book) => {
      const entry = opened.get(book);
      if (entry && --entry.users === 0) opened.delete(book);
      if (opened.size === 0) for (const resolve of waiting.splice(0)) resolve();
    },
    released: () =>
      opened.size === 0 ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve)),
  };
};
