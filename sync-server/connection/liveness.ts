/** Milliseconds between looks at a connection. */
export const TICK = 5_000;
/** Bytes waiting for a reader: more than a session has in flight. */
export const SLOW_BYTES = 8 * 1024 * 1024;
/** Ticks. */
const SLOW_TICKS = 4;
const PING_EVERY = 6;
/** Pings without an answer: on a slow network one lies behind minutes of what is on its way. */
const MOST_ASKED = 8;

/** What is known of the other side's being there, from tick to tick. */
export interface Liveness {
  readonly ticks: number;
  readonly slowTicks: number;
  /** Pings that were sent since something was heard. */
  readonly asked: number;
  /** Bytes that had come by the last look: of a large frame they are all that is heard for long. */
  readonly read: number;
}

export const ALIVE: Liveness = { ticks: 0, slowTicks: 0, asked: 0, read: 0 };

export type LivenessVerdict = 'fine' | 'ping' | 'slow' | 'gone';

export const heard = (liveness: Liveness): Liveness =>
  liveness.asked > 0 ? { ...liveness, asked: 0 } : liveness;

/** `unsent` bytes wait for the reader, `read` have come; while `isHeld` nothing is read here, so nothing can be heard. */
export const look = (
  liveness: Liveness,
  { unsent, read, isHeld }: { readonly unsent: number; readonly read: number; readonly isHeld: boolean },
): readonly [Liveness, LivenessVerdict] => {
  const ticks = liveness.ticks + 1;
  const slowTicks = unsent > SLOW_BYTES ? liveness.slowTicks + 1 : 0;
  const asked = read > liveness.read ? 0 : liveness.asked;
  const next = { ticks, slowTicks, asked, read };
  if (slowTicks >= SLOW_TICKS) return [next, 'slow'];
  if (isHeld || ticks % PING_EVERY !== 0) return [next, 'fine'];
  return asked >= MOST_ASKED ? [next, 'gone'] : [{ ...next, asked: asked + 1 }, 'ping'];
};
