/** Milliseconds between looks at a connection. */
export const TICK = 5_000;
/** Bytes waiting for a reader: more than a session has in flight. */
export const SLOW_BYTES = 8 * 1024 * 1024;
/** Ticks. */
const SLOW_TICKS = 4;
const PING_EVERY = 6;

/** What is known of the other side's being there, from tick to tick. */
export interface Liveness {
  readonly ticks: number;
  readonly slowTicks: number;
  /** A ping was sent and nothing has been heard since. */
  readonly isAsked: boolean;
}

export const ALIVE: Liveness = { ticks: 0, slowTicks: 0, isAsked: false };

export type LivenessVerdict = 'fine' | 'ping' | 'slow' | 'gone';

export const heard = (liveness: Liveness): Liveness =>
  liveness.isAsked ? { ...liveness, isAsked: false } : liveness;

/** `unsent` bytes wait for the reader; while `isHeld` nothing is read here, so nothing can be heard. */
export const look = (
  liveness: Liveness,
  unsent: number,
  isHeld: boolean,
): readonly [Liveness, LivenessVerdict] => {
  const ticks = liveness.ticks + 1;
  const slowTicks = unsent > SLOW_BYTES ? liveness.slowTicks + 1 : 0;
  const next = { ...liveness, ticks, slowTicks };
  if (slowTicks >= SLOW_TICKS) return [next, 'slow'];
  if (isHeld || ticks % PING_EVERY !== 0) return [next, 'fine'];
  return liveness.isAsked ? [next, 'gone'] : [{ ...next, isAsked: true }, 'ping'];
};
