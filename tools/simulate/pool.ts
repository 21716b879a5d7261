import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Mutant } from './mutants/plant.ts';
import type { Parameters } from './parameters.ts';
import type { Size, Step } from './plan.ts';
import type { Outcome } from './run.ts';

/** A run; what is left out is drawn from the seed. */
export interface Task {
  readonly seed: number;
  readonly size: Size;
  readonly parameters?: Parameters;
  readonly steps?: readonly Step[];
}

/** Threads that run tasks, as many at a time as there are processors. */
export interface Pool {
  readonly width: number;
  run(task: Task): Promise<Outcome>;
  close(): Promise<void>;
}

/** Milliseconds of real time after which a run is taken to be caught in a loop. */
const HUNG = 60_000;

export const openPool = (planted: readonly Mutant[] = [], width = availableParallelism()): Pool => {
  const idle: Worker[] = [];
  const waiting: ((worker: Worker) => void)[] = [];
  const start = (): Worker => new Worker(new URL('worker.ts', import.meta.url), { workerData: planted });
  const release = (worker: Worker): void => {
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  };
  let started = 0;
  const acquire = (): Promise<Worker> => {
    const worker = idle.pop() ?? (started++ < width ? start() : undefined);
    return worker ? Promise.resolve(worker) : new Promise((resolve) => waiting.push(resolve));
  };
  const lost = (message: string): Outcome => ({
    violations: [{ invariant: 'engine', message }],
    counts: {},
    digest: '',
    story: [],
  });
  return {
    width,
    run: async (task) => {
      const worker = await acquire();
      return new Promise((resolve) => {
        const settle = (outcome: Outcome, next: Worker): void => {
          clearTimeout(watchdog);
          worker.removeAllListeners('message').removeAllListeners('error');
          release(next);
          resolve(outcome);
        };
        const giveUp = (message: string): void => {
          void worker.terminate();
          settle(lost(message), start());
        };
        const watchdog = setTimeout(() => giveUp(`It is caught in a loop: no end after ${HUNG} ms.`), HUNG);
        worker.once('message', (outcome: Outcome) => settle(outcome, worker));
        worker.once('error', (error) => giveUp(error.stack ?? String(error)));
        worker.postMessage(task);
      });
    },
    close: async () => {
      await Promise.all(idle.splice(0).map((worker) => worker.terminate()));
    },
  };
};
