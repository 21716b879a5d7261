import type { Aggregate } from '../aggregates/aggregate.ts';
import { snapshotToStored, streamToStored } from '../aggregates/rows.ts';
import { aggregateConflicts, aggregateRows, type AggregateRows } from '../projections/rows-of.ts';
import type { Writing } from '../kernel/store.ts';
import type { Folding } from './fold-events.ts';
import { putQuarantine } from './quarantine.ts';
import type { Tables, TableName } from './tables.ts';

export const ROW_TABLES: readonly TableName[] = ['records', 'people', 'tasks', 'conflicts'];
export const AGGREGATE_TABLES: readonly TableName[] = ['streams', 'snapshots', 'quarantine', ...ROW_TABLES];

export const rowsOf = ({ row, folded }: Aggregate): AggregateRows =>
  aggregateRows(row.aggregate, folded.state);

/** Rows of several aggregates together, table by table. */
export const joinRows = (parts: readonly AggregateRows[]): AggregateRows => ({
  records: parts.flatMap((part) => part.records),
  people: parts.flatMap((part) => part.people),
  tasks: parts.flatMap((part) => part.tasks),
  gone: parts.flatMap((part) => part.gone),
  conflicts: parts.flatMap((part) => part.conflicts),
});

/** Conflicts that there were before and are no more. */
const settledIn = (before: Aggregate | undefined, { conflicts }: AggregateRows): readonly string[] => {
  const open = new Set(conflicts.map((conflict) => conflict.id));
  return before
    ? aggregateConflicts(before.row.aggregate, before.folded.state).flatMap(({ id }) =>
        open.has(id) ? [] : [id],
      )
    : [];
};

/** Each row once: writing over a row costs three times the first writing. */
export const writeAggregate = async (
  tx: Writing<Tables>,
  before: Aggregate | undefined,
  after: Aggregate,
  rows: AggregateRows,
): Promise<void> => {
  const { row, snapshot } = after;
  await tx.put('streams', [streamToStored(row)]);
  if (snapshot && snapshot !== before?.snapshot) await tx.put('snapshots', [snapshotToStored(snapshot)]);
  await putQuarantine(tx, before, after);
  await tx.delete('conflicts', settledIn(before, rows));
  await putRows(tx, rows);
};

export const putRows = async (tx: Writing<Tables>, rows: AggregateRows): Promise<void> => {
  await tx.put('records', rows.records);
  await tx.put('people', rows.people);
  await tx.put('tasks', rows.tasks);
  await tx.delete('tasks', rows.gone);
  await tx.put('conflicts', rows.conflicts);
};

/** What a folding came to. */
export interface FoldedRows {
  readonly aggregates: readonly Aggregate[];
  readonly rows: AggregateRows;
}

/** Folds and writes one aggregate after another: the disk has one in hand while the next is folded. */
export const writeFolding = async (tx: Writing<Tables>, folding: Folding): Promise<FoldedRows> => {
  const aggregates: Aggregate[] = [];
  const parts: AggregateRows[] = [];
  for (const aggregate of folding.fold()) {
    const rows = rowsOf(aggregate);
    await writeAggregate(tx, folding.before.get(aggregate.row.aggregate), aggregate, rows);
    aggregates.push(aggregate);
    parts.push(rows);
  }
  return { aggregates, rows: joinRows(parts) };
};
