import { comparePlaces } from '../clock/order.ts';
import type { Decider } from '../domain/decider.ts';
import type { Event } from '../events/event.ts';
import { createCopies } from './copies.ts';
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
 * Folds effects that all sort after those already in `folded`, in canonical order, none of a command that is in it.
 * Commands whose `evolve` throws are left out whole (AT1, QU1).
 */
export const foldOn = (decider: AnyDecider, folded: Folded, events: readonly Event[]): Folded => {
  if (events.length === 0) return folded;
  try {
    return { ...folded, state: evolveAll(decider, folded.state, events) };
  } catch (error) {
    if (decider.commutes)
      throw new StateSpent('The state that was folded onto may be damaged.', { cause: error });
    return foldEach(decider, folded, events); // One of them is poison: find it, command by command.
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

const toQuarantined = (command: readonly Event[], reason: unknown): Quarantined => ({
  command: command[0]!.command,
  names: command.map((event) => event.name),
  message: reason instanceof Error ? reason.message : String(reason),
});

/**
 * Folds an aggregate's whole stream from nothing, which is what every other way must equal. Copies of a command are
 * one effect, at the place of the first that is not left out; copies that differ are all folded, and reported (ON1).
 * `effects` are the events as they were folded, copies marked: folding them again needs no more looking for copies.
 */
export const foldAll = (
  decider: AnyDecider,
  events: readonly Event[],
): { readonly folded: Folded; readonly effects: readonly Event[] } => {
  const sorted = inCanonicalOrder(events);
  if (decider.commutes) return { folded: foldCommuting(decider, sorted), effects: sorted };
  const commands = toCommands(sorted);
  const copies = createCopies(decider);
  const effects = commands.flatMap((command) => copies.toEffect(command));
  const folded = foldOn(decider, { ...foldNothing(decider), ...copies.found() }, effects);
  const isOneTheOriginal = folded.quarantined.some(({ names }) => copies.isOriginal(names[0]!));
  return isOneTheOriginal ? foldWithout(decider, commands) : { folded, effects };
};

/** Where a command is left out that has copies: one of these may fit, and then it is the original. */
const foldWithout = (decider: AnyDecider, commands: readonly (readonly Event[])[]) => {
  const copies = createCopies(decider);
  const effects: Event[] = [];
  let { state } = foldNothing(decider);
  const quarantined: Quarantined[] = [];
  for (const command of commands) {
    const effect = copies.toEffect(command);
    effects.push(...effect);
    try {
      state = evolveAll(decider, state, effect);
      copies.takeIn(effect);
    } catch (error) {
      quarantined.push(toQuarantined(effect, error));
      copies.leaveOut(effect);
    }
  }
  return { folded: { ...copies.found(), state, quarantined }, effects };
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
      quarantined.push(toQuarantined(command, error));
    }
  }
  return { ...folded, state, quarantined };
};
