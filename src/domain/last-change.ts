import { claimedInstant } from '../events/claimed-time.ts';
import type { Event } from '../events/event.ts';

/** The last change, for lists: part of the state, so that rows come from the state alone. */
export interface LastChange {
  /** That it claims: milliseconds since 1970; 0 before the first readable claim. */
  readonly instant: number;
  readonly actor: string;
}

export const NEVER: LastChange = { instant: 0, actor: '' };

/**
 * Events come in canonical order, so what comes later is the last, whatever it claims: a clock that was ahead for a
 * day must not be shown for as long as it was ahead (CO2).
 */
export const lastChange = (last: LastChange, { at, actor }: Event): LastChange => {
  const instant = claimedInstant(at);
  return { instant: instant === -Infinity ? last.instant : instant, actor };
};
