import { understandEvent, type Definitions } from '../domain/catalogue.ts';
import type { Event } from '../events/event.ts';
import { toCommands } from '../aggregates/fold.ts';

/**
 * The events lifted to the newest versions. A command of which one event is not understood is aside as a whole
 * (AS1, AT1): it stays in its segment and is folded after an upgrade, by a rebuild.
 */
export const understood = (definitions: Definitions, events: readonly Event[]): readonly Event[] => {
  const lifted = events.map((event) => understandEvent(definitions, event));
  if (lifted.every((result) => result.ok))
    return lifted.map((result) => (result.ok ? result.value : undefined)!);
  const names = new Set(lifted.flatMap((result, i) => (result.ok ? [] : [events[i]!.name])));
  const dropped = new Set(
    toCommands(events)
      .filter((command) => command.some((event) => names.has(event.name)))
      .flat(),
  );
  return lifted.flatMap((result, i) => (result.ok && !dropped.has(events[i]!) ? [result.value] : []));
};
