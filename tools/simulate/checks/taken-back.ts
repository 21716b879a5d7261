import type { Event } from '../../../src/events/event.ts';
import { placesOf } from './values.ts';

const valueOf = ({ type, payload }: Event): string => {
  const { undoes: _, redoes: __, salt: ___, ...value } = payload;
  return JSON.stringify([type, value]);
};

/**
 * Undoing takes back what its own person wrote and nothing else (HI3): where it takes the place of a value or an
 * addition of somebody else, it writes the same again. Answers the first name of which that is not so.
 */
export const wronglyTakenBack = (events: readonly Event[]): string | undefined => {
  const written = new Map(events.map((event) => [event.name, event]));
  const commands = Map.groupBy(events, (event) => event.command);
  for (const event of events) {
    const { undoes, redoes } = event.payload;
    if (undoes === undefined && redoes === undefined) continue;
    const places = new Set(placesOf(event));
    const values = new Set(commands.get(event.command)!.map(valueOf));
    for (const name of event.over ?? []) {
      const replaced = written.get(name);
      // A creation gives several values at once: what it gave is not looked for. And two may have given one command.
      if (!replaced || replaced.type === 'record.created' || replaced.command === undoes) continue;
      const isOthers =
        replaced.actor !== event.actor && placesOf(replaced).some((place) => places.has(place));
      if (isOthers && !values.has(valueOf(replaced))) return name;
    }
  }
  return undefined;
};
