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
  /** It does: copies of it that were left out before are known by its names from here on. */
  takeIn(effect: readonly Event[]): void;
  /** Has a copy been found of the command whose first event this is? */
  isOriginal(name: EventName): boolean;
  found(): Pick<Findings, 'aliases' | 'disputed'>;
}

export const createCopies = (decider: AnyDecider): Copies => {
  const originals = new Map<CommandId, readonly Event[]>();
  /** Of commands of which no copy has fitted yet. */
  const leftOut = new Map<CommandId, (readonly Event[])[]>();
  const aliases: Record<EventName, EventName> = {};
  let hasAliases = false;
  const note = (copy: readonly Event[], original: readonly Event[]): void => {
    for (const [i, { name }] of copy.entries()) aliases[name] = original[i]!.name;
    hasAliases = true;
  };
  const copied = new Set<EventName>();
  const disputed = new Set<CommandId>();
  return {
    toEffect: (told) => {
      // Whether there are any is not asked of the aliases themselves: that lists them all, for each command.
      const command = hasAliases ? renamed(told, aliases) : told;
      const { command: id } = command[0]!;
      const original = originals.get(id);
      if (original && !isSameEffect(decider, original, command)) {
        disputed.add(id);
        return command;
      }
      if (!original || leftOut.get(id)?.at(-1) === original) {
        originals.set(id, command);
        return command;
      }
      copied.add(original[0]!.name);
      note(command, original);
      return command.map((event, i) => ({ ...event, name: original[i]!.name, copy: true }));
    },
    leaveOut: (effect) => {
      const { command } = effect[0]!;
      if (originals.get(command) !== effect) return;
      const before = leftOut.get(command);
      if (before) before.push(effect);
      else leftOut.set(command, [effect]);
    },
    takeIn: (effect) => {
      const { command } = effect[0]!;
      const before = leftOut.get(command);
      if (!before || originals.get(command) !== effect) return;
      for (const one of before) note(one, effect);
      leftOut.delete(command);
    },
    isOriginal: (name) => copied.has(name),
    found: () => ({ aliases, disputed: [...disputed] }),
  };
};

/** Events that name copies `over` which they replace, naming the originals. */
export const withAliases = (events: readonly Event[], aliases: Findings['aliases']): readonly Event[] =>
  Object.keys(aliases).length === 0 ? events : renamed(events, aliases);

const renamed = (events: readonly Event[], aliases: Findings['aliases']): readonly Event[] =>
  events.map((event) =>
    event.over ? { ...event, over: event.over.map((name) => aliases[name] ?? name) } : event,
  );

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
