import { aggregateFromAll, withEvents, type Aggregate } from '../aggregates/aggregate.ts';
import { needsWholeStream } from '../aggregates/whole-stream.ts';
import { inCanonicalOrder, StateSpent } from '../aggregates/fold.ts';
import type { Event } from '../events/event.ts';
import type { AggregateId } from '../kernel/ids.ts';
import type { Engine } from './engine.ts';
import { deciderOf, loadAggregates, wholeStream } from './load.ts';

/** Events of many aggregates, ready to be folded: all that must be read has been. */
export interface Folding {
  readonly before: ReadonlyMap<AggregateId, Aggregate>;
  /** Folds the aggregates one by one, each once. Reads and stores nothing, so a transaction can wait for it. */
  fold(): Generator<Aggregate>;
}

/**
 * Late arrivals behind a snapshot and copies of an effect need the whole stream, which is read here; all else folds
 * onto what is there.
 */
export const foldEvents = async (engine: Engine, events: readonly Event[]): Promise<Folding> => {
  const arrived = new Map<AggregateId, readonly Event[]>();
  for (const [id, list] of Map.groupBy(events, (event) => event.aggregate))
    arrived.set(id, inCanonicalOrder(list));
  const before = await loadAggregates(engine, [...arrived.keys()]);
  const whole = new Map<AggregateId, readonly Event[]>();
  for (const [id, list] of arrived) {
    const aggregate = before.get(id)!;
    if (engine.suspects.has(id) || needsWholeStream(deciderOf(engine, id), aggregate, list))
      whole.set(id, byPlace([...(await wholeStream(engine, aggregate)), ...list]));
  }
  const newest = newestDepth(engine, events);
  return {
    before,
    fold: function* () {
      for (const [id, list] of arrived) {
        const decider = deciderOf(engine, id);
        const all = whole.get(id);
        yield all
          ? aggregateFromAll(decider, id, all, newest)
          : foldOnto(engine, before.get(id)!, list, newest);
      }
    },
  };
};

/** A state that breaks on the way is of no more use; the next attempt takes the whole stream. */
const foldOnto = (
  engine: Engine,
  aggregate: Aggregate,
  events: readonly Event[],
  newest: number,
): Aggregate => {
  const id = aggregate.row.aggregate;
  try {
    return withEvents(deciderOf(engine, id), aggregate, events, newest);
  } catch (error) {
    if (error instanceof StateSpent) engine.suspects.add(id);
    throw error;
  }
};

const newestDepth = ({ cached }: Engine, events: readonly Event[]): number =>
  events.reduce((newest, { place }) => Math.max(newest, place.depth), cached.tip.depth);

/** By place, not by name: a cloned device seals the same event a second time, and both are copies of it (ON1). */
const byPlace = (events: readonly Event[]): readonly Event[] => [
  ...new Map(events.map((event) => [`${event.place.segment} ${event.place.seq}`, event])).values(),
];
