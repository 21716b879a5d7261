import type { BookId } from '../../src/kernel/ids.ts';
import type { Crypto, Timers } from '../../src/kernel/ports.ts';
import type { Store } from '../store.ts';
import type { Turns } from '../turns.ts';
import { openBookLog, type BookLog } from './book-log.ts';
import { noneHeld, type HeldInAll } from './waiting.ts';

/** Milliseconds between two looks at what other nodes have written: as late as it comes where every hint is lost. */
const LOOK_EVERY = 1_000;

export interface Books {
  /** Every one that resolves is followed by one `release`. One that rejects leaves nothing: the next may succeed. */
  open(book: BookId): Promise<BookLog>;
  release(book: BookId): void;
  /** Resolves once all are released: nothing is written on anybody's behalf any more. */
  released(): Promise<void>;
  /** No more looks at what other nodes have written. */
  stop(): void;
}

interface Entry {
  readonly log: Promise<BookLog>;
  users: number;
  /** As last read; undefined before the first look. */
  revision: number | undefined;
}

/**
 * One log object a book, shared by its connections and forgotten with the last: names of books cost nothing. Of a store
 * that other nodes write to, the logs that are open are read again when one of them has.
 */
export const createBooks = (
  store: Store,
  crypto: Crypto,
  turns: Turns,
  timers: Timers,
  held: HeldInAll = noneHeld(),
): Books => {
  const opened = new Map<BookId, Entry>();
  const waiting: (() => void)[] = [];
  let cancel = (): void => undefined;
  // A store that cannot be read now is read at the next look; one that cannot be opened was told to who opened it.
  const refresh = (book: BookId): Promise<boolean> =>
    Promise.resolve(opened.get(book)?.log)
      .then((log) => log?.refresh() ?? false)
      .catch(() => false);
  const look = async (): Promise<void> => {
    const revisions = await store.sharing?.revisions([...opened.keys()]);
    for (const [book, entry] of opened) {
      const revision = revisions?.get(book);
      if (revision === entry.revision) continue;
      void refresh(book).then((isRead) => {
        if (isRead) entry.revision = revision;
      });
    }
  };
  const lookLater = (): void => {
    cancel = timers.after(
      LOOK_EVERY,
      () =>
        void look()
          .catch(() => undefined)
          .then(lookLater),
    );
  };
  if (store.sharing) {
    store.sharing.hear((book) => void refresh(book));
    lookLater();
  }
  const forget = (book: BookId): void => {
    opened.delete(book);
    if (opened.size === 0) for (const resolve of waiting.splice(0)) resolve();
  };
  return {
    open: async (book) => {
      const entry = opened.get(book) ?? {
        log: openBookLog(book, store, crypto, turns, held),
        users: 0,
        revision: undefined,
      };
      opened.set(book, entry);
      entry.users++;
      try {
        return await entry.log;
      } catch (error) {
        if (opened.get(book) === entry) forget(book);
        throw error;
      }
    },
    release: (book) => {
      const entry = opened.get(book);
      if (!entry || --entry.users > 0) return;
      forget(book);
      void entry.log.then((log) => log.close());
    },
    released: () =>
      opened.size === 0 ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve)),
    stop: () => cancel(),
  };
};
