import { inCanonicalOrder, toCommands, type AnyDecider } from '../aggregates/fold.ts';
import type { Findings } from '../aggregates/rows.ts';
import { comparePlaces } from '../clock/order.ts';
import type { Event } from '../events/event.ts';
import type { EventName } from '../kernel/ids.ts';
import { commandToStep, type HistoryStep } from '../projections/history.ts';

/** Everything that was done to an aggregate, command by command, in canonical order. */
export const historySteps = (
  decider: AnyDecider,
  events: readonly Event[],
  { aliases, quarantined }: Findings,
): readonly HistoryStep[] => {
  const unfolded = new Set(quarantined.flatMap(({ names }) => names));
  const without = ({ name }: Event): HistoryStep['without'] =>
    unfolded.has(name) ? 'quarantined' : (aliases[name] ?? name) === name ? undefined : 'copy';
  // A cloned device seals an event a second time, under its one name.
  const seen = new Set<EventName>();
  const byName = new Map(events.map((event) => [event.name, event]));
  const find = (name: EventName): Event | undefined => byName.get(name) ?? byName.get(aliases[name] ?? name);
  const written = decider.parts?.written ?? (() => []);
  return toCommands(inCanonicalOrder(events)).flatMap((command) => {
    const [first] = command as readonly [Event];
    if (seen.has(first.name)) return [];
    seen.add(first.name);
    return [commandToStep(command, written, without(first), find)];
  });
};

/** Histories of several aggregates as one. */
export const mergeSteps = (histories: readonly (readonly HistoryStep[])[]): readonly HistoryStep[] =>
  histories.flat().toSorted((a, b) => comparePlaces(a.place, b.place));
