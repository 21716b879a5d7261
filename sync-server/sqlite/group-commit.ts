import { fail, ok, type Result } from '../../src/kernel/result.ts';
import type { StoreFailure } from '../store.ts';
import { systemTurns } from '../turns.ts';
import { isDiskFull, isOfDatabase } from './errors.ts';

export interface Transactions {
  begin(): void;
  commit(): void;
  /** Also when the database has ended the transaction by itself. */
  rollback(): void;
}

interface Job {
  readonly body: () => Promise<unknown>;
  readonly settle: (result: Result<unknown, StoreFailure>) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommit {
  run<T>(body: () => Promise<T>): Promise<Result<T, StoreFailure>>;
  /** Resolves once nothing is under way. */
  idle(): Promise<void>;
  /** Not yet answered. */
  queued(): number;
}

/**
 * Many writes, one fsync: what arrives while a batch is being committed makes up the next one.
 *
 * 1. A write is answered after the commit of its batch, and in the order it came.
 * 2. When the disk is full, each write of the batch is told so, and none of it is there.
 * 3. Any other failure of the database is handed to `broken`, and the batch is never answered.
 * 4. A body that throws fails alone: the others of its batch are run again without it.
 */
export const groupCommits = (
  transactions: Transactions,
  broken: (error: unknown) => void,
  committed: (milliseconds: number) => void,
): GroupCommit => {
  let waiting: Job[] = [];
  let committing = 0;
  let draining: Promise<void> | undefined;

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      await systemTurns.next(); // What other connections have in store comes along.
      const batch = waiting;
      waiting = [];
      committing = batch.length;
      await commitBatch(batch);
      committing = 0;
    }
    draining = undefined;
  };

  const commitBatch = async (batch: readonly Job[]): Promise<void> => {
    const started = performance.now();
    try {
      transactions.begin();
      const values: unknown[] = [];
      for (const job of batch) values.push(await runJob(job));
      transactions.commit();
      committed(performance.now() - started);
      batch.forEach((job, i) => job.settle(ok(values[i])));
    } catch (error) {
      giveUp(batch, error);
    }
  };

  const giveUp = (batch: readonly Job[], error: unknown): void => {
    if (error instanceof JobError) {
      transactions.rollback();
      error.job.reject(error.cause);
      waiting = [...batch.filter((job) => job !== error.job), ...waiting];
    } else if (isDiskFull(error)) {
      transactions.rollback();
      const full = fail('disk-full', 'The disk of the server is full: nothing was written.');
      for (const job of batch) job.settle(full);
    } else {
      broken(error);
    }
  };

  return {
    run: <T>(body: () => Promise<T>) =>
      new Promise<Result<T, StoreFailure>>((resolve, reject) => {
        waiting.push({ body, settle: (result) => resolve(result as Result<T, StoreFailure>), reject });
        draining ??= drain();
      }),
    idle: async () => draining,
    queued: () => waiting.length + committing,
  };
};

class JobError extends Error {
  readonly job: Job;
  constructor(job: Job, cause: unknown) {
    super('A write failed by itself', { cause });
    this.job = job;
  }
}

const runJob = async (job: Job): Promise<unknown> => {
  try {
    return await job.body();
  } catch (error) {
    throw isOfDatabase(error) ? error : new JobError(job, error);
  }
};
