import type { Event, JsonObject } from '../events/event.ts';
import type { CommandId, EventName } from '../kernel/ids.ts';
import type { AnyDecider } from './fold.ts';
import type { Findings } from './rows.ts';

/** Looks for copies among the commands of one aggregate, given in canonical order (ON1). */
export interface Copies {
  /** The events as they count: those of a copy under the names of the original, and marked; so what they are `over`. */
  toEffect(command: readonly Event[]): readonly Event[];
  /** What `toEffect` gave does not fit: no copy of it is taken for its copy (QU1). */
  leaveOut(effect: readonly Event[]): void;
  /** Has a copy been found of the command whose first event this is? */
  isOriginal(name: EventName): boolean;
  found(): Pick<Findings, 'aliases' | 'disputed'>;
}

export const createCopies = (decider: AnyDecider): Copies => {
  const originals = new Map<CommandId, readonly Event[]>();
  const leftOut = new Set<EventName>();
  const aliases: Record<EventName, EventName> = {};
  const copied = new Set<EventName>();
  const disputed = new Set<CommandId>();
  return {
    toEffect: (told) => {
      const command = withAliases(told, aliases);
      const { command: id } = command[0]!;
      const original = originals.get(id);
      if (original && !isSameEffect(decider, original, command)) {
        disputed.add(id);
        return command;
      }
      if (!original || leftOut.has(original[0]!.name)) {
        originals.set(id, command);
        return command;
      }
      copied.add(original[0]!.name);
      return command.map((event, i) => {
        const { name } = original[i]!;
        aliases[event.name] = name;
        return { ...event, name, copy: true };
      });
    },
    leaveOut: ([event]) => {
      if (!event!.copy) leftOut.add(event!.name);
    },
    isOriginal: (name) => copied.has(name),
    found: () => ({ aliases, disputed: [...disputed] }),
  };
};

/** Events that name copies `over` which they replace, naming the originals. */
export const withAliases = (events: readonly Event[], aliases: Findings['aliases']): readonly Event[] =>
  isEmpty(aliases)
    ? events
    : events.map((event) =>
        event.over ? { ...event, over: event.over.map((name) => aliases[name] ?? name) } : event,
      );

/** Listing the keys of many for each of many commands takes too long. */
const isEmpty = (aliases: Findings['aliases']): boolean => {
  for (const name in aliases) if (Object.hasOwn(aliases, name)) return false;
  return true;
};

type Effect = Pick<Event, 'type' | 'actor' | 'payload'>;

/** Of what somebody vouches for, who does is a part: nobody becomes its author by recording it under its id. */
export const isSameEffect = ({ vouched }: AnyDecider, a: readonly Effect[], b: readonly Effect[]): boolean =>
  a.length === b.length &&
  a.every(({ type, actor, payload }, i) => {
    const other = b[i]!;
    if (type !== other.type || (vouched?.has(type) && actor !== other.actor)) return false;
    return unsalted(payload) === unsalted(other.payload);
  });

/** Keys sorted: devices need not build a payload in the same order. */
const unsalted = ({ salt: _, ...payload }: JsonObject): string =>
  JSON.stringify(Object.entries(payload).toSorted(([a], [b]) => (a < b ? -1 : 1)));
