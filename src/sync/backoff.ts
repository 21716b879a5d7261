import type { Random } from '../kernel/ports.ts';

const FIRST = 250;
const MOST = 30_000;
const MOST_LOOPBACK = 2_000;

/** Milliseconds to wait before try `attempt` (from 0): doubled each time, between half and all of it by chance. */
export const backoff = (attempt: number, origin: string, random: Random): number => {
  const most = isLoopback(origin) ? MOST_LOOPBACK : MOST;
  const full = Math.min(most, FIRST * 2 ** Math.min(attempt, 16));
  return full / 2 + (full / 2) * (random.bytes(1)[0]! / 255);
};

const isLoopback = (origin: string): boolean =>
  /^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\/?$/.test(origin);
