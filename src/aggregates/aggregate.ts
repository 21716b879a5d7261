import type { Event } from '../events/event.ts';
import type { AggregateId, CommandId } from '../kernel/ids.ts';
import { withAliases } from './copies.ts';
import { foldAll, foldNothing, foldOn, inCanonicalOrder, type AnyDecider, type Folded } from './fold.ts';
import type { SnapshotRow, StreamRow } from './rows.ts';
import { isSnapshotDue, snapshotCut, takeSnapshot } from './snapshot.ts';
import { isAfter } from './whole-stream.ts';

/** An aggregate in memory: what is stored of it, and the state that folds to. Immutable. */
export interface Aggregate {
  readonly row: StreamRow;
  readonly snapshot: SnapshotRow | undefined;
  /** State at the snapshot, onto which the tail is folded. */
  readonly base: Folded;
  readonly folded: Folded;
  /** Commands in the snapshot; those of the tail are found in the tail. */
  readonly older: ReadonlySet<CommandId>;
}

export const emptyAggregate = (aggregate: AggregateId, decider: AnyDecider): Aggregate => ({
  row: { aggregate, tail: [], unsealed: [], sealed: [], quarantined: [], aliases: {}, disputed: [] },
  snapshot: undefined,
  base: foldNothing(decider),
  folded: foldNothing(decider),
  older: new Set(),
});

/**
 * Undefined when only the whole fold will do: the snapshot is of another reducer version or cannot be read (FO1), or
 * something was left out of events that commute, which counts on all of them (QU1).
 */
export const rowsToAggregate = (
  decider: AnyDecider,
  row: StreamRow,
  snapshot: SnapshotRow | undefined,
): Aggregate | undefined => {
  if (snapshot && snapshot.version !== decider.version) return undefined;
  if (decider.commutes && row.quarantined.length > 0) return undefined;
  const { aliases, disputed } = row;
  try {
    const state = snapshot ? decider.thaw(snapshot.state) : decider.initial;
    const base = { state, quarantined: snapshot?.quarantined ?? [], aliases, disputed };
    const folded = foldOn(decider, base, row.tail);
    return { row, snapshot, base, folded, older: new Set(snapshot?.commands) };
  } catch {
    return undefined; // A cache that cannot be used: the log has it all.
  }
};

/** Has the command taken effect here (ON1)? */
export const hasCommand = ({ older, row }: Aggregate, command: CommandId): boolean =>
  older.has(command) || row.tail.some((event) => event.command === command);

/**
 * With more events, given in canonical order, that do not need the whole stream. They fold onto what is there, or onto
 * the snapshot together with the tail (FO1). `newest` is the greatest depth that the device knows.
 */
export const withEvents = (
  decider: AnyDecider,
  aggregate: Aggregate,
  sorted: readonly Event[],
  newest = 0,
): Aggregate => {
  const { row, base, folded } = aggregate;
  const effects = withAliases(sorted, folded.aliases);
  if (decider.commutes || isAfter(sorted, row.tail.at(-1)?.place))
    return settle(decider, aggregate, [...row.tail, ...effects], folded, effects, newest);
  const tail = inCanonicalOrder([...row.tail, ...effects]);
  return settle(decider, aggregate, tail, base, tail, newest);
};

/** After one own command, which sorts after all that is folded; `next` gives its state where the decider has made it. */
export const withOwnCommand = (
  decider: AnyDecider,
  aggregate: Aggregate,
  events: readonly Event[],
  next: ((events: readonly Event[]) => unknown) | undefined,
): Aggregate => {
  const effects = withAliases(events, aggregate.folded.aliases);
  const tail = [...aggregate.row.tail, ...effects];
  const newest = events[0]!.place.depth;
  if (next === undefined) return settle(decider, aggregate, tail, aggregate.folded, effects, newest);
  return settle(decider, aggregate, tail, { ...aggregate.folded, state: next(events) }, [], newest);
};

/** From all of its events: the fold that defines what every shorter way must give. */
export const aggregateFromAll = (
  decider: AnyDecider,
  id: AggregateId,
  events: readonly Event[],
  newest = 0,
): Aggregate => {
  const { folded, effects } = foldAll(decider, events);
  const empty = emptyAggregate(id, decider);
  const { aliases, disputed } = folded;
  return settle(
    decider,
    { ...empty, base: { ...empty.base, aliases, disputed } },
    effects,
    folded,
    [],
    newest,
  );
};

/**
 * With a new tail, whose end `fresh` is folded onto `from`. Where a snapshot is due that fold stops on its way and is
 * that too: of many events at once, none is folded twice.
 */
const settle = (
  decider: AnyDecider,
  before: Aggregate,
  tail: readonly Event[],
  from: Folded,
  fresh: readonly Event[],
  newest: number,
): Aggregate => {
  const cut = isSnapshotDue(tail, before.snapshot) ? snapshotCut(decider, tail, newest) : 0;
  const reached = cut - (tail.length - fresh.length);
  const isOnTheWay = cut > 0 && reached >= 0;
  const base = isOnTheWay ? foldOn(decider, from, fresh.slice(0, reached)) : from;
  const folded = foldOn(decider, base, isOnTheWay ? fresh.slice(reached) : fresh);
  const { quarantined, aliases, disputed } = folded;
  const after = { ...before, row: { ...before.row, tail, quarantined, aliases, disputed }, folded };
  if (cut === 0) return after;
  return takeSnapshot(
    decider,
    after,
    cut,
    isOnTheWay ? base : foldOn(decider, before.base, tail.slice(0, cut)),
  );
};
