/** Runs seeds, one after another, in a thread of its own: under the source as it is, or with faults planted in it. */
import { parentPort, workerData } from 'node:worker_threads';
import { plant, type Mutant } from './mutants/plant.ts';
import type { Task } from './pool.ts';

plant(workerData as readonly Mutant[]);
// Only now: whatever is loaded from here on has the faults in it.
const { drawRun, simulate } = await import('./run.ts');

const work = async ({ seed, size, parameters, steps }: Task): Promise<void> => {
  const drawn = drawRun(seed, size);
  parentPort!.postMessage(await simulate(seed, size, parameters ?? drawn.parameters, steps ?? drawn.steps));
};

// Thrown where nobody catches it: a run listens for rejections, and would take this one for its own.
const fail = (error: unknown): void =>
  void setImmediate(() => {
    throw error;
  });

parentPort!.on('message', (task: Task) => void work(task).catch(fail));
