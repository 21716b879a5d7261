import { setImmediate as nextTurn } from 'node:timers/promises';

/** The event loop, as the parts that wait for more to come in see it. */
export interface Turns {
  /** Resolves one turn later: what the sockets have in store has come in by then. */
  next(): Promise<unknown>;
}

export const systemTurns: Turns = { next: () => nextTurn() };
