import type { Aggregate } from '../aggregates/aggregate.ts';
import { streamToStored } from '../aggregates/rows.ts';
import { aggregateRows, type AggregateRows } from '../projections/rows-of.ts';
import type { Writing } from '../kernel/store.ts';
import type { AggregateId } from '../kernel/ids.ts';
import type { Tables, TableName } from './tables.ts';

export const AGGREGATE_TABLES: readonly TableName[] = ['streams', 'snapshots', 'records', 'people', 'tasks'];

/** Rows of all the aggregates together, table by table. */
export const summarise = (aggregates: ReadonlyMap<AggregateId, Aggregate>): AggregateRows => {
  const parts = [...aggregates].map(([id, { folded }]) => aggregateRows(id, folded.state));
  return {
    records: parts.flatMap((part) => part.records),
    people: parts.flatMap((part) => part.people),
    tasks: parts.flatMap((part) => part.tasks),
    gone: parts.flatMap((part) => part.gone),
  };
};

/** Each touched row once: writing over a row costs three times the first writing. */
export const writeAggregates = async (
  tx: Writing<Tables>,
  before: ReadonlyMap<AggregateId, Aggregate>,
  after: ReadonlyMap<AggregateId, Aggregate>,
  rows: AggregateRows,
): Promise<void> => {
  const snapshots = [...after].flatMap(([id, { snapshot }]) =>
    snapshot && snapshot !== before.get(id)?.snapshot ? [snapshot] : [],
  );
  await tx.put(
    'streams',
    [...after.values()].map((aggregate) => streamToStored(aggregate.row)),
  );
  await tx.put('snapshots', snapshots);
  await tx.put('records', rows.records);
  await tx.put('people', rows.people);
  await tx.put('tasks', rows.tasks);
  await tx.delete('tasks', rows.gone);
};
