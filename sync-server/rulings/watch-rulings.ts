import type { BookId } from '../../src/kernel/ids.ts';
import type { Timers } from '../../src/kernel/ports.ts';
import { fail } from '../../src/kernel/result.ts';
import type { BookWriting, Store } from '../store.ts';
import { NOTHING_RULED, type Ruling } from './ruling.ts';

/** Milliseconds between looks at what is ruled. */
export const LOOK_EVERY = 1_000;

/** What a book may hold; undefined is no limit. */
export interface Quota {
  readonly maxBytes: number | undefined;
  readonly maxDevices: number | undefined;
}

export interface Rulings {
  /** Adds nothing to a book that is full; what is read goes on. */
  readonly store: Store;
  standingOf(book: BookId): Ruling['standing'];
  quotaOf(book: BookId): Quota;
  /** `task` runs each time that something else is ruled of the book; the returned function ends that. */
  watch(book: BookId, task: () => void): () => void;
  /** No more looks. */
  stop(): void;
}

/** `forAll` holds for the books of which nothing else is ruled. */
export const watchRulings = async (store: Store, forAll: Quota, timers: Timers): Promise<Rulings> => {
  let rulings = await store.rulings();
  let cancel = (): void => undefined;
  let isOver = false;
  const watchers = new Map<BookId, Set<() => void>>();

  const of = (book: BookId): Ruling => rulings.get(book) ?? NOTHING_RULED;
  const quotaOf = (book: BookId): Quota => {
    const { maxBytes = forAll.maxBytes, maxDevices = forAll.maxDevices } = of(book);
    return { maxBytes, maxDevices };
  };
  const look = async (): Promise<void> => {
    const [before, now] = [rulings, await store.rulings()];
    rulings = now;
    for (const [book, tasks] of watchers)
      if (!isSame(before.get(book), now.get(book))) for (const task of tasks) task();
  };
  const lookLater = (): void => {
    if (isOver) return;
    // A store that cannot be read now is read at the next look.
    const again = (): void =>
      void look()
        .catch(() => undefined)
        .then(lookLater);
    cancel = timers.after(LOOK_EVERY, again);
  };
  lookLater();

  const write: Store['write'] = async (book, body) => {
    const { maxBytes } = quotaOf(book);
    if (maxBytes === undefined) return store.write(book, body);
    let isFull = false;
    const guarded = (tx: BookWriting): BookWriting => ({
      ...tx,
      add: async (segments) => {
        isFull = (await tx.bytes()) >= maxBytes;
        if (!isFull) await tx.add(segments);
      },
    });
    const written = await store.write(book, (tx) => body(guarded(tx)));
    if (!written.ok || !isFull) return written;
    // Raised meanwhile: nobody would be told of it once more.
    return quotaOf(book).maxBytes === maxBytes ? full(maxBytes) : write(book, body);
  };

  return {
    store: { ...store, write },
    standingOf: (book) => of(book).standing,
    quotaOf,
    watch: (book, task) => {
      const tasks = watchers.get(book) ?? new Set();
      watchers.set(book, tasks.add(task));
      return () => {
        tasks.delete(task);
        if (tasks.size === 0 && watchers.get(book) === tasks) watchers.delete(book);
      };
    },
    stop: () => {
      isOver = true;
      cancel();
    },
  };
};

const full = (maxBytes: number) =>
  fail(
    'book-full',
    `This book has reached the ${(maxBytes / 1_000_000).toLocaleString('en')} MB that it may take up on this server. What is written here is kept here, and sent when whoever runs the server allows it more: ask them to.`,
  );

const isSame = (a: Ruling = NOTHING_RULED, b: Ruling = NOTHING_RULED): boolean =>
  a.standing === b.standing &&
  a.deletions === b.deletions &&
  a.maxBytes === b.maxBytes &&
  a.maxDevices === b.maxDevices;
