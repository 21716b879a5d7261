import type { Clock, Random, Timers } from '../kernel/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  offset: () => -new Date().getTimezoneOffset(),
};

export const systemRandom: Random = {
  bytes: (count) => globalThis.crypto.getRandomValues(new Uint8Array(count)),
};

export const systemTimers: Timers = {
  after: (milliseconds, task) => {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
};
