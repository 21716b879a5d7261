import type { BookId } from '../../src/kernel/ids.ts';
import type { Timers } from '../../src/kernel/ports.ts';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import { refuseStanding, type Ruling } from '../rulings/ruling.ts';
import type { BookWriting, StoreFailure } from '../store.ts';
import { bookWriting } from './book-writing.ts';
import type { Query, Writer } from './connections.ts';
import { isAway, isDiskFull, isPassing } from './errors.ts';

interface Job {
  readonly book: BookId;
  readonly body: (tx: BookWriting) => Promise<unknown>;
  readonly settle: (result: Result<unknown, StoreFailure>) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchEvents {
  readonly broken: (error: unknown) => void;
  readonly committed: (milliseconds: number) => void;
  /** The database cannot be had now: what is to be written waits, and is tried again. */
  readonly away: (error: unknown) => void;
  /** These books were written to, durably. */
  readonly changed: (books: readonly BookId[]) => void;
}

export interface Batches {
  write<T>(book: BookId, body: (tx: BookWriting) => Promise<T>): Promise<Result<T, StoreFailure>>;
  idle(): Promise<void>;
  /** Not yet answered. */
  queued(): number;
}

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 2_000;

/**
 * Writes of many books in one transaction: what arrives while one is being committed makes up the next.
 *
 * 1. The rows of its books are locked first, in one order everywhere, so that nodes wait for each other and never in a
 *    ring.
 * 2. Bodies run one after another.
 * 3. Where the connection is lost nobody knows whether the commit was made. The bodies are run again, and look again:
 *    what is there already they find there.
 */
export const createBatches = (writer: Writer, timers: Timers, events: BatchEvents): Batches => {
  let waiting: Job[] = [];
  let committing = 0;
  let draining: Promise<void> | undefined;

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      committing = batch.length;
      await commit(batch);
      committing = 0;
    }
    draining = undefined;
  };

  const commit = async (all: readonly Job[]): Promise<void> => {
    let batch = all;
    for (let wait = FIRST_WAIT_MS; batch.length > 0;) {
      const started = performance.now();
      try {
        const values = await writer.transaction((query) => runAll(query, batch));
        events.committed(performance.now() - started);
        batch.forEach((job) => job.settle(values.get(job)!));
        return events.changed([...new Set(batch.map(({ book }) => book))]);
      } catch (error) {
        if (error instanceof JobError) {
          error.job.reject(error.cause);
          batch = batch.filter((job) => job !== error.job);
        } else if (isDiskFull(error)) {
          const full = fail('disk-full', 'The disk of the database is full: nothing was written.');
          return batch.forEach((job) => job.settle(full));
        } else if (isPassing(error)) {
          if (isAway(error)) events.away(error);
          await new Promise<void>((resolve) => timers.after(wait, resolve));
          wait = Math.min(LONGEST_WAIT_MS, 2 * wait);
        } else return events.broken(error);
      }
    }
  };

  return {
    write: <T>(book: BookId, body: (tx: BookWriting) => Promise<T>) =>
      new Promise<Result<T, StoreFailure>>((resolve, reject) => {
        waiting.push({ book, body, settle: (result) => resolve(result as Result<T, StoreFailure>), reject });
        // A turn later: what other connections have in store comes along.
        draining ??= Promise.resolve().then(drain);
      }),
    idle: async () => draining,
    queued: () => waiting.length + committing,
  };
};

type Results = ReadonlyMap<Job, Result<unknown, StoreFailure>>;

interface Locked {
  readonly hash: BookId;
  readonly id: number;
  readonly standing: Ruling['standing'];
}

const runAll = async (query: Query, batch: readonly Job[]): Promise<Results> => {
  const books = await lockBooks(query, [...new Set(batch.map(({ book }) => book))]);
  const results = new Map<Job, Result<unknown, StoreFailure>>();
  for (const job of batch) {
    const { id, standing } = books.get(job.book)!;
    results.set(job, refuseStanding(standing) ?? ok(await runJob(job, query, id)));
  }
  return results;
};

const lockBooks = async (query: Query, books: readonly BookId[]): Promise<ReadonlyMap<BookId, Locked>> => {
  const lock = () =>
    query<Locked>('SELECT hash, id, standing FROM books WHERE hash = ANY($1) ORDER BY hash FOR UPDATE', [
      books,
    ]);
  let rows = await lock();
  if (rows.length < books.length) {
    await query('INSERT INTO books (hash) SELECT unnest($1::text[]) ORDER BY 1 ON CONFLICT DO NOTHING', [
      books,
    ]);
    rows = await lock();
  }
  return new Map(rows.map((row) => [row.hash, row]));
};

class JobError extends Error {
  readonly job: Job;
  constructor(job: Job, cause: unknown) {
    super('A write failed by itself', { cause });
    this.job = job;
  }
}

/** What the database said of a question, it said of the whole transaction; all else is the body's own. */
const runJob = async (job: Job, query: Query, book: number): Promise<unknown> => {
  let ofDatabase: unknown;
  const watched: Query = async (text, values) => {
    try {
      return await query(text, values);
    } catch (error) {
      ofDatabase = error;
      throw error;
    }
  };
  try {
    return await job.body(bookWriting(watched, book));
  } catch (error) {
    throw ofDatabase ?? new JobError(job, error);
  }
};
