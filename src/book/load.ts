import {
  aggregateFromAll,
  emptyAggregate,
  rowsToAggregate,
  type Aggregate,
} from '../aggregates/aggregate.ts';
import type { AnyDecider } from '../aggregates/fold.ts';
import {
  storedToSnapshot,
  storedToStream,
  type SnapshotRow,
  type StoredSnapshot,
  type StoredStream,
  type StreamRow,
} from '../aggregates/rows.ts';
import { UNSEALED } from '../clock/order.ts';
import { definitionOf } from '../domain/catalogue.ts';
import type { Event } from '../events/event.ts';
import type { AggregateId, SegmentHash } from '../kernel/ids.ts';
import type { Reading } from '../kernel/store.ts';
import type { Engine } from './engine.ts';
import { RowsInTheMaking } from './standing-rows.ts';
import { allEventsOf } from './segments.ts';
import type { Tables } from './tables.ts';
import { liftStored } from './understood.ts';

export const deciderOf = (engine: Engine, id: AggregateId): AnyDecider =>
  definitionOf(engine.ports.definitions, id)!.decider as AnyDecider;

/** Aggregates as they stand, from memory or their rows; one that was never touched is empty. */
export const loadAggregates = async (
  engine: Engine,
  ids: readonly AggregateId[],
): Promise<ReadonlyMap<AggregateId, Aggregate>> => {
  const loaded = new Map<AggregateId, Aggregate>();
  const missing = ids.filter((id) => {
    const known = engine.aggregates.get(id);
    if (known) loaded.set(id, known);
    return !known;
  });
  if (missing.length > 0) {
    const { streams, snapshots } = await engine.ports.store.read(
      ['streams', 'snapshots', 'meta'],
      async (tx) => {
        const isMade = (await tx.get('meta', 'rebuilding')) === undefined;
        if (!isMade && !engine.cached.isMaking) throw new RowsInTheMaking();
        const streams = await rowsById(tx, 'streams', missing);
        // What has no stream has no snapshot: of a thousand new aggregates, a thousand need not be looked for.
        return { streams, snapshots: await rowsById(tx, 'snapshots', [...streams.keys()]) };
      },
    );
    for (const id of missing) loaded.set(id, await fromRows(engine, id, streams.get(id), snapshots.get(id)));
  }
  return loaded;
};

/** As many as half of a table's rows are read with all of them: a request for each costs more. */
const rowsById = async <T extends 'streams' | 'snapshots'>(
  tx: Reading<Tables>,
  table: T,
  ids: readonly AggregateId[],
): Promise<ReadonlyMap<AggregateId, Tables[T]>> => {
  const isMost = ids.length > MANY && (await tx.count(table)) <= 2 * ids.length;
  const rows = isMost ? await tx.range(table) : await tx.many(table, ids);
  return new Map(rows.flatMap((row) => (row ? [[row.aggregate, row]] : [])));
};

/** Fewer are asked for one by one. */
const MANY = 32;

export const loadAggregate = async (engine: Engine, id: AggregateId): Promise<Aggregate> => {
  const aggregate = (await loadAggregates(engine, [id])).get(id)!;
  engine.aggregates.set(id, aggregate);
  return aggregate;
};

const fromRows = async (
  engine: Engine,
  id: AggregateId,
  stored: StoredStream | undefined,
  storedSnapshot: StoredSnapshot | undefined,
): Promise<Aggregate> => {
  const decider = deciderOf(engine, id);
  if (!stored) return emptyAggregate(id, decider);
  const stream = storedToStream(stored);
  const snapshot = storedSnapshot && storedToSnapshot(storedSnapshot);
  const tail = liftStored(engine.ports.definitions, stream.tail);
  return (
    (tail && rowsToAggregate(decider, { ...stream, tail }, snapshot)) ??
    aggregateFromAll(decider, id, await allEventsOf(engine, id, segmentsOf(stream, snapshot)))
  );
};

/** Every event of an aggregate that is known here, pending ones too. */
export const wholeStream = (engine: Engine, { row, snapshot }: Aggregate): Promise<readonly Event[]> =>
  allEventsOf(engine, row.aggregate, segmentsOf(row, snapshot));

/** Where the events of an aggregate are, what waits to be sealed apart. */
export const segmentsOf = (row: StreamRow, snapshot: SnapshotRow | undefined): ReadonlySet<SegmentHash> => {
  const inTail = row.tail.flatMap(({ place }) => (place.segment === UNSEALED ? [] : [place.segment]));
  return new Set([...(snapshot?.segments ?? []), ...row.sealed, ...inTail]);
};
