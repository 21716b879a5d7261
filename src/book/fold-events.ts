import type { Aggregate } from '../aggregates/aggregate.ts';
import type { Event } from '../events/event.ts';
import type { AggregateId } from '../kernel/ids.ts';
import type { Engine } from './engine.ts';
import { addEvents, loadAggregates } from './load.ts';

export interface FoldedEvents {
  readonly before: ReadonlyMap<AggregateId, Aggregate>;
  readonly after: ReadonlyMap<AggregateId, Aggregate>;
}

/** Folds events of many aggregates, each aggregate once. Stores nothing. */
export const foldEvents = async (engine: Engine, events: readonly Event[]): Promise<FoldedEvents> => {
  const byAggregate = Map.groupBy(events, (event) => event.aggregate);
  const before = await loadAggregates(engine, [...byAggregate.keys()]);
  const after = new Map<AggregateId, Aggregate>();
  for (const [id, list] of byAggregate) after.set(id, await addEvents(engine, before.get(id)!, list));
  return { before, after };
};
