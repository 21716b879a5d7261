import { expect, test } from 'vitest';
import type { BookId } from '../../src/kernel/ids.ts';
import { createOpenBooks } from '../../sync-server/api/open-books.ts';
import type { BookLog } from '../../sync-server/book/book-log.ts';
import { createBookRates } from '../../sync-server/connection/book-rates.ts';

const BOOK = 'b'.repeat(64) as BookId;
const nth = (n: number) => String(n).padStart(64, '0') as BookId;

/** Books that count how often they are opened, and timers that run when a test says so. */
const library = () => {
  const open = new Map<BookId, number>();
  const watchers = new Map<BookId, () => void>();
  const timers = new Set<() => void>();
  const counts = { opened: 0 };
  let failing = false;
  const books = {
    open: async (book: BookId) => {
      counts.opened++;
      if (failing) throw new Error('The database is away.');
      open.set(book, (open.get(book) ?? 0) + 1);
      return {} as BookLog;
    },
    release: (book: BookId) => {
      const left = open.get(book)! - 1;
      if (left === 0) open.delete(book);
      else open.set(book, left);
    },
  };
  const rulings = {
    watch: (book: BookId, task: () => void) => {
      watchers.set(book, task);
      return () => void watchers.delete(book);
    },
  };
  const after = (_: number, task: () => void) => {
    timers.add(task);
    return () => void timers.delete(task);
  };
  return {
    opened: createOpenBooks(books, createBookRates(undefined, { after }), rulings, { after }),
    open,
    watchers,
    counts,
    fail: (isFailing: boolean) => (failing = isFailing),
    elapse: () => [...timers].forEach((task) => task()),
  };
};

const nothing = async () => undefined;

test('a book stays open between requests, until nobody has asked for it for a while', async () => {
  const { opened, open, watchers, counts, elapse } = library();
  await opened.use(BOOK, nothing);
  await opened.use(BOOK, nothing);
  expect([counts.opened, open.get(BOOK)]).toEqual([1, 1]);
  elapse();
  await expect.poll(() => [open.size, watchers.size]).toEqual([0, 0]);
  await opened.use(BOOK, nothing);
  expect(counts.opened).toBe(2);
});

test('a book in use is not closed, however long that takes', async () => {
  const { opened, open, elapse } = library();
  await opened.use(BOOK, nothing);
  await opened.use(BOOK, async () => {
    elapse();
    expect(open.get(BOOK)).toBe(1);
  });
});

test('a book of which something else is ruled is opened anew, and the other goes once nobody uses it', async () => {
  const { opened, open, watchers, counts } = library();
  await opened.use(BOOK, async () => {
    watchers.get(BOOK)!();
    await opened.use(BOOK, nothing);
    expect([counts.opened, open.get(BOOK)]).toEqual([2, 2]);
  });
  await expect.poll(() => open.get(BOOK)).toBe(1);
});

test('names of books cost nothing: of those that nobody asks for, only so many stay open', async () => {
  const { opened, open } = library();
  for (let n = 0; n < 300; n++) await opened.use(nth(n), nothing);
  await expect.poll(() => open.size).toBe(256);
  expect(open.has(nth(0))).toBe(false);
});

test('a book that could not be opened is tried again by the next request, and leaves nothing behind', async () => {
  const { opened, open, watchers, fail } = library();
  fail(true);
  await expect(opened.use(BOOK, nothing)).rejects.toThrow('away');
  await expect.poll(() => watchers.size).toBe(0);
  fail(false);
  await opened.use(BOOK, nothing);
  expect(open.get(BOOK)).toBe(1);
});

test('at the end what is under way is waited for, and nothing stays open, whoever asks after that', async () => {
  const { opened, open } = library();
  let finish = (): void => undefined;
  let running = Promise.resolve();
  await new Promise<void>((began) => {
    running = opened.use(BOOK, () => {
      began();
      return new Promise<void>((resolve) => (finish = resolve));
    });
  });
  let isStopped = false;
  const stopping = opened.stop().then(() => (isStopped = true));
  await Promise.resolve();
  expect(isStopped).toBe(false);
  finish();
  await running;
  await stopping;
  await opened.use(BOOK, nothing);
  await expect.poll(() => open.size).toBe(0);
});
