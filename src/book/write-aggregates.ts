import type { Aggregate } from '../aggregates/aggregate.ts';
import { streamToStored } from '../aggregates/rows.ts';
import { aggregateRows, type AggregateRows } from '../projections/rows-of.ts';
import type { Writing } from '../kernel/store.ts';
import type { AggregateId } from '../kernel/ids.ts';
import type { Tables, TableName } from './tables.ts';

export const AGGREGATE_TABLES: readonly TableName[] = ['streams', 'snapshots', 'records', 'people', 'tasks'];

/** Rows of all the aggregates together, table by table. */
export const summarise = (aggregates: ReadonlyMap<AggregateId, Aggregate>): AggregateRows => {
  const rows = { records: [] as AggregateRows['records'][number][], people: [] as AggregateRows['people'][number][], tasks: [] as AggregateRows['tasks'][number][] };
  for (const [id, { folded }] of aggregates) {
    const { records, people, tasks } = aggregateRows(id, folded.state);
    rows.records.push(...records);
    rows.people.push(...people);
    rows.tasks.push(...tasks);
  }
  return rows;
};

/** Each touched row once: writing over a row costs three times the first writing. */
export const writeAggregates = async (
  tx: Writing<Tables>,
  before: ReadonlyMap<AggregateId, Aggregate>,
  after: ReadonlyMap<AggregateId, Aggregate>,
  rows: AggregateRows,
): Promise<void> => {
  const snapshots = [...after].flatMap(([id, { snapshot }]) => (snapshot && snapshot !== before.get(id)?.snapshot ? [snapshot] : []));
  await tx.put('streams', [...after.values()].map((aggregate) => streamToStored(aggregate.row)));
  if (snapshots.length > 0) await tx.put('snapshots', snapshots);
  if (rows.records.length > 0) await tx.put('records', rows.records);
  if (rows.people.length > 0) await tx.put('people', rows.people);
  if (rows.tasks.length > 0) await tx.put('tasks', rows.tasks);
};
