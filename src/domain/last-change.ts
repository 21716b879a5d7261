import { claimedInstant } from '../events/claimed-time.ts';
import type { Event } from '../events/event.ts';

/** The newest claim of a change, for lists: part of the state, so that rows come from the state alone. */
export interface LastChange {
  /** Milliseconds since 1970; 0 before the first readable claim. */
  readonly instant: number;
  readonly actor: string;
}

export const NEVER: LastChange = { instant: 0, actor: '' };

export const lastChange = (last: LastChange, event: Event): LastChange => {
  const instant = claimedInstant(event.at);
  return instant >= last.instant ? { instant, actor: event.actor } : last;
};
