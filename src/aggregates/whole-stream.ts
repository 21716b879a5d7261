import { comparePlaces, type Place } from '../clock/order.ts';
import type { Event } from '../events/event.ts';
import type { CommandId } from '../kernel/ids.ts';
import type { Aggregate } from './aggregate.ts';
import { toCommands, type AnyDecider } from './fold.ts';

/**
 * Will only the whole stream do for these events, given in canonical order: does one sort before the snapshot's last,
 * is one a copy of an effect, or sorts one among copies, of which another may count then (FO1, ON1)? Where events
 * commute: does one not fit, or did one before (QU1)?
 */
export const needsWholeStream = (
  decider: AnyDecider,
  aggregate: Aggregate,
  sorted: readonly Event[],
): boolean => {
  const { folded, snapshot } = aggregate;
  if (decider.commutes) return folded.quarantined.length > 0 || !decider.commutes.fits(folded.state, sorted);
  if (!isAfter(sorted, snapshot?.last)) return true;
  const { older, row } = aggregate;
  if (hasCopies(sorted, older, row.tail)) return true;
  return !isAfter(sorted, row.tail.at(-1)?.place) && hasCopies(row.tail, older);
};

/** Do these events, given in canonical order, sort after a place? */
export const isAfter = ([first]: readonly Event[], place: Place | undefined): boolean =>
  !first || !place || comparePlaces(first.place, place) > 0;

/** Is one of these commands there twice, or among those that were before? */
export const hasCopies = (
  events: readonly Event[],
  older: ReadonlySet<CommandId>,
  before: readonly Event[] = [],
): boolean => {
  const seen = new Set<CommandId>(before.map((event) => event.command));
  return toCommands(events).some(([event]) => {
    const isCopy = seen.has(event!.command) || older.has(event!.command);
    seen.add(event!.command);
    return isCopy;
  });
};
