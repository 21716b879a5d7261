import type { Place } from '../clock/order.ts';

/** Where an event lies in a log. */
export type Position = Pick<Place, 'device' | 'segment' | 'seq'>;

/** Which part of the book is looked at (HI1). A command is inside with its first event: never by halves (AT1). */
export type Cut =
  /** The event, and all that its device had seen when it was recorded. */
  | { readonly kind: 'event'; readonly at: Position }
  /** What claims an instant up to this one, in milliseconds since 1970: a claim, so it may lack causes of what it has. */
  | { readonly kind: 'time'; readonly instant: number }
  /** All at or below these ends of logs, which may lie in the middle of a segment. */
  | { readonly kind: 'context'; readonly ends: readonly Position[] };
