import { comparePlaces } from '../clock/order.ts';
import type { Decider } from '../domain/decider.ts';
import type { Event, JsonObject } from '../events/event.ts';
import type { CommandId, EventName } from '../kernel/ids.ts';
import type { Findings, Quarantined } from './rows.ts';

/** A decider with its types forgotten: the fold hands states back to the decider they came from. */
export type AnyDecider = Decider<unknown, never>;

/** What folding gives. */
export interface Folded extends Findings {
  readonly state: unknown;
}

export const foldNothing = (decider: AnyDecider): Folded => ({
  state: decider.initial,
  quarantined: [],
  aliases: {},
  disputed: [],
});

export const inCanonicalOrder = (events: readonly Event[]): readonly Event[] =>
  events.toSorted((a, b) => comparePlaces(a.place, b.place));

/**
 * Folds events that all sort after those already in `folded`, in canonical order, none of a command that is in it.
 * Commands whose `evolve` throws are left out whole (AT1, QU1).
 */
export const foldOn = (decider: AnyDecider, folded: Folded, events: readonly Event[]): Folded => {
  if (events.length === 0) return folded;
  const renamed = withAliases(events, folded.aliases);
  try {
    return { ...folded, state: evolveAll(decider, folded.state, renamed) };
  } catch (error) {
    if (decider.commutes)
      throw new StateSpent('The state that was folded onto may be damaged.', { cause: error });
    return foldEach(decider, folded, renamed); // One of them is poison: find it, command by command.
  }
};

/** Only a fold of the whole stream will do now: see `Commuting`. */
export class StateSpent extends Error {}

/** The whole stream of an aggregate whose events commute; only where some do not fit, their order counts. */
const foldCommuting = (decider: AnyDecider, sorted: readonly Event[]): Folded => {
  const nothing = foldNothing(decider);
  try {
    return { ...nothing, state: evolveAll(decider, nothing.state, sorted) };
  } catch {
    const commands = toCommands(sorted);
    const { state, refused } = decider.commutes!.sift(commands);
    const quarantined = commands.flatMap((command, i) =>
      refused.has(i) ? [toQuarantined(command, refused.get(i)!)] : [],
    );
    return { ...nothing, state, quarantined };
  }
};

const toQuarantined = (command: readonly Event[], message: string): Quarantined => ({
  command: command[0]!.command,
  names: command.map((event) => event.name),
  message,
});

/**
 * Folds an aggregate's whole stream from nothing, which is what every other way must equal. Copies of a command are
 * one effect, at the first one's place; copies that differ are all folded, and reported (ON1). `effects` are the events
 * as they were folded, copies marked: folding them again needs no more looking for copies.
 */
export const foldAll = (
  decider: AnyDecider,
  events: readonly Event[],
): { readonly folded: Folded; readonly effects: readonly Event[] } => {
  const sorted = inCanonicalOrder(events);
  if (decider.commutes) return { folded: foldCommuting(decider, sorted), effects: sorted };
  const aliases: Record<EventName, EventName> = {};
  const disputed: CommandId[] = [];
  const first = new Map<CommandId, readonly Event[]>();
  const effects: Event[] = [];
  for (const command of toCommands(sorted)) {
    const original = first.get(command[0]!.command);
    if (!original) {
      first.set(command[0]!.command, command);
      effects.push(...command);
    } else if (isSameEffect(decider, original, command)) {
      command.forEach((event, i) => {
        aliases[event.name] = original[i]!.name;
        effects.push({ ...event, name: original[i]!.name, copy: true });
      });
    } else {
      disputed.push(command[0]!.command);
      effects.push(...command);
    }
  }
  const folded = foldOn(
    decider,
    { ...foldNothing(decider), aliases, disputed: [...new Set(disputed)] },
    effects,
  );
  return { folded, effects };
};

/** Consecutive events of one command, in one segment: they are folded together or not at all (AT1). */
export const toCommands = (events: readonly Event[]): readonly (readonly Event[])[] => {
  const commands: Event[][] = [];
  for (const event of events) {
    const before = commands.at(-1)?.at(-1);
    const joins =
      before?.command === event.command &&
      before.place.segment === event.place.segment &&
      before.place.device === event.place.device &&
      before.place.depth === event.place.depth;
    if (joins) commands.at(-1)!.push(event);
    else commands.push([event]);
  }
  return commands;
};

const evolveAll = (decider: AnyDecider, state: unknown, events: readonly Event[]): unknown =>
  decider.evolveAll
    ? decider.evolveAll(state, events)
    : events.reduce((before, event) => decider.evolve(before, event), state);

const foldEach = (decider: AnyDecider, folded: Folded, events: readonly Event[]): Folded => {
  let { state } = folded;
  const quarantined = [...folded.quarantined];
  for (const command of toCommands(events)) {
    try {
      state = evolveAll(decider, state, command);
    } catch (error) {
      quarantined.push(toQuarantined(command, error instanceof Error ? error.message : String(error)));
    }
  }
  return { ...folded, state, quarantined };
};

const withAliases = (events: readonly Event[], aliases: Folded['aliases']): readonly Event[] =>
  Object.keys(aliases).length === 0
    ? events
    : events.map((event) =>
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
