import { isNewest, understandEvent, type Definitions } from '../domain/catalogue.ts';
import type { Event } from '../events/event.ts';
import { toCommands } from '../aggregates/fold.ts';
import type { AsideRow } from '../log/rows.ts';

export interface Understood {
  /** Lifted to the newest versions. */
  readonly events: readonly Event[];
  /** What of them is aside. */
  readonly aside?: Omit<AsideRow, 'hash' | 'size'>;
}

/**
 * What of some events this version understands. A command of which one event is not understood is aside as a whole
 * (AS1, AT1), and folded when a version that understands it opens the book.
 */
export const understood = (definitions: Definitions, events: readonly Event[]): Understood => {
  const lifted = events.map((event) => understandEvent(definitions, event));
  const failed = lifted.find((result) => !result.ok);
  if (!failed || failed.ok)
    return { events: lifted.map((result) => (result.ok ? result.value : undefined)!) };
  const names = new Set(lifted.flatMap((result, i) => (result.ok ? [] : [events[i]!.name])));
  const dropped = new Set(
    toCommands(events)
      .filter((command) => command.some((event) => names.has(event.name)))
      .flat(),
  );
  return {
    events: lifted.flatMap((result, i) => (result.ok && !dropped.has(events[i]!) ? [result.value] : [])),
    aside: { seqs: [...dropped].map((event) => event.place.seq), why: failed.error.code },
  };
};

/**
 * Events of a stream row, which an earlier version may have lifted less far. Undefined where one cannot be lifted after
 * all: then only the segments will do.
 */
export const liftStored = (
  definitions: Definitions,
  events: readonly Event[],
): readonly Event[] | undefined => {
  if (events.every((event) => isNewest(definitions, event))) return events;
  const lifted = events.map((event) => {
    const result = understandEvent(definitions, event);
    return result.ok ? result.value : undefined;
  });
  return lifted.every((event) => event !== undefined) ? lifted : undefined;
};
