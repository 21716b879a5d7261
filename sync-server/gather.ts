import type { Turns } from './turns.ts';

/** Milliseconds: less than what is saved, which is a commit with its fsync. */
const LONGEST = 2;

/**
 * Waits one turn of the event loop, so that what the sockets have in store comes along, and a moment longer while less
 * is there than the last time. Who has just been answered sends again at once; without the wait, a burst falls apart
 * into small commits that keep each other small.
 */
export const createGatherer = (turns: Turns): ((count: () => number) => Promise<void>) => {
  let last = 1;
  return async (count) => {
    const end = turns.now() + LONGEST;
    do await turns.next();
    while (count() < last && turns.now() < end);
    last = Math.max(count(), last - 1);
  };
};
