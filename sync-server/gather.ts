import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds: less than what is saved, which is a commit with its fsync. */
const LONGEST = 2;

/**
 * Waits one turn of the event loop, so that what the sockets have in store comes along, and a moment longer while less
 * is there than the last time. Who has just been answered sends again at once; without the wait, a burst falls apart
 * into small commits that keep each other small.
 */
export const createGatherer = (): ((count: () => number) => Promise<void>) => {
  let last = 1;
  return async (count) => {
    const end = performance.now() + LONGEST;
    do await nextTurn();
    while (count() < last && performance.now() < end);
    last = Math.max(count(), last - 1);
  };
};
