import { createQueue, type Queue } from '../kernel/queue.ts';
import type { Cached } from './cached.ts';

/** Another window is making the rows anew: what is there now is no ground for anything. */
export class RowsInTheMaking extends Error {}

/** A queue whose work is done over, after `standBy`, where it met rows in the making. */
export const onStandingRows = (standBy: () => Promise<void>): Queue => {
  const queue = createQueue();
  const add = async <T>(task: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await queue(task);
      } catch (error) {
        if (!(error instanceof RowsInTheMaking)) throw error;
      }
      await standBy();
    }
  };
  return Object.assign(add, { waiting: () => queue.waiting() });
};

/** Throws where rows are being made by another window, as far as this one knows. */
export const expectStandingRows = (cached: Cached): void => {
  if (cached.isRebuilding && !cached.isMaking) throw new RowsInTheMaking();
};
