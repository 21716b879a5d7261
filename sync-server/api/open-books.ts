import type { BookId } from '../../src/kernel/ids.ts';
import type { Timers } from '../../src/kernel/ports.ts';
import type { BookLog } from '../book/book-log.ts';
import type { Books } from '../book/books.ts';
import type { BookRate, BookRates } from '../connection/book-rates.ts';
import type { Rulings } from '../rulings/watch-rulings.ts';

/** Milliseconds for which a book that nobody asks for stays open, and how many stay so at a time. */
const LINGER_MS = 30_000;
const MOST_IDLE = 256;

export interface OpenBook {
  readonly log: BookLog;
  readonly rate: BookRate;
}

/** The books that requests ask for. Opening one reads all of its control records: it is not done for each request. */
export interface OpenBooks {
  use<T>(book: BookId, task: (open: OpenBook) => Promise<T>): Promise<T>;
  /** Lets go of all, once what is under way has ended. */
  stop(): Promise<void>;
}

interface Entry {
  readonly open: Promise<OpenBook>;
  users: number;
  /** Something else is ruled of it: it is opened anew for whoever asks next. */
  isStale: boolean;
  cancel: () => void;
  readonly unwatch: () => void;
}

export const createOpenBooks = (
  books: Pick<Books, 'open' | 'release'>,
  rates: BookRates,
  rulings: Pick<Rulings, 'watch'>,
  timers: Timers,
): OpenBooks => {
  const entries = new Map<BookId, Entry>();
  const idle = new Map<BookId, Entry>();
  const running = new Set<Promise<unknown>>();
  let isOver = false;

  const close = (book: BookId, entry: Entry): void => {
    if (entries.get(book) === entry) entries.delete(book);
    if (idle.get(book) === entry) idle.delete(book);
    entry.cancel();
    entry.unwatch();
    void entry.open.then(
      ({ rate }) => {
        rate.close();
        books.release(book);
      },
      () => undefined, // It was never open.
    );
  };

  const begin = (book: BookId): Entry => {
    const open = books.open(book).then((log) => ({ log, rate: rates.open(book) }));
    const entry: Entry = {
      open,
      users: 0,
      isStale: false,
      cancel: () => undefined,
      unwatch: rulings.watch(book, () => {
        entry.isStale = true;
        if (entries.get(book) === entry) entries.delete(book);
        if (entry.users === 0) close(book, entry);
      }),
    };
    entries.set(book, entry);
    return entry;
  };

  const rest = (book: BookId, entry: Entry): void => {
    if (entry.isStale || isOver) return close(book, entry);
    idle.set(book, entry);
    entry.cancel = timers.after(LINGER_MS, () => close(book, entry));
    const [oldest] = idle;
    if (idle.size > MOST_IDLE) close(...oldest!);
  };

  const use = async <T>(book: BookId, task: (open: OpenBook) => Promise<T>): Promise<T> => {
    const entry = entries.get(book) ?? begin(book);
    entry.users++;
    entry.cancel();
    idle.delete(book);
    try {
      return await task(await entry.open);
    } catch (error) {
      entry.isStale = true; // What failed in it is not known: whoever asks next opens it anew.
      if (entries.get(book) === entry) entries.delete(book);
      throw error;
    } finally {
      if (--entry.users === 0) rest(book, entry);
    }
  };

  return {
    use: async (book, task) => {
      const result = use(book, task);
      running.add(result);
      try {
        return await result;
      } finally {
        running.delete(result);
      }
    },
    stop: async () => {
      isOver = true;
      await Promise.allSettled(running);
      for (const [book, entry] of idle) close(book, entry);
    },
  };
};
