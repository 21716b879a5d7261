import { comparePlaces } from '../clock/order.ts';
import type { Aggregate } from '../aggregates/aggregate.ts';
import { hasCopies } from '../aggregates/whole-stream.ts';
import {
  foldAll,
  foldNothing,
  foldOn,
  inCanonicalOrder,
  toCommands,
  type AnyDecider,
  type Folded,
} from '../aggregates/fold.ts';
import { claimedInstant } from '../events/claimed-time.ts';
import type { Event } from '../events/event.ts';
import type { Past } from './past.ts';

/** A cut worked out: which events are inside. */
export type Extent =
  | { readonly kind: 'past'; readonly past: Past }
  | { readonly kind: 'time'; readonly instant: number };

const isInside = (extent: Extent, first: Event): boolean =>
  extent.kind === 'past' ? extent.past.includes(first.place) : claimedInstant(first.at) <= extent.instant;

/** The events inside, in canonical order: whole commands, by their first event (AT1). */
export const eventsInside = (events: readonly Event[], extent: Extent): readonly Event[] =>
  toCommands(inCanonicalOrder(events))
    .filter(([first]) => isInside(extent, first!))
    .flat();

/** The fold of the events inside, as by a device that has these and no others: what every shorter way must equal. */
export const foldInside = (decider: AnyDecider, events: readonly Event[], extent: Extent): Folded =>
  foldAll(decider, eventsInside(events, extent)).folded;

/**
 * The same from the aggregate's rows alone: its snapshot, of which all events are inside, and those of the tail.
 * Undefined where copies of an effect met, or where events that commute were left out, since which of them counts
 * depends on what is inside.
 */
export const foldFromSnapshot = (
  decider: AnyDecider,
  { row, snapshot, older }: Aggregate,
  tail: readonly Event[],
): Folded | undefined => {
  if (Object.keys(row.aliases).length > 0 || row.disputed.length > 0) return undefined;
  if (decider.commutes ? row.quarantined.length > 0 : hasCopies(row.tail, older)) return undefined;
  if (!snapshot) return foldOn(decider, foldNothing(decider), tail);
  const isLate = tail.some((event) => comparePlaces(event.place, snapshot.last) < 0);
  if (isLate && !decider.commutes) return undefined;
  const base = {
    ...foldNothing(decider),
    state: decider.thaw(snapshot.state),
    quarantined: snapshot.quarantined,
  };
  return foldOn(decider, base, tail);
};
