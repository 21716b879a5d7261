import type { Aggregate } from '../aggregates/aggregate.ts';
import type { QuarantineRow } from '../aggregates/rows.ts';
import type { AggregateId } from '../kernel/ids.ts';
import type { Writing } from '../kernel/store.ts';
import type { Tables } from './tables.ts';

const toRows = ({ row: { aggregate, quarantined } }: Aggregate): readonly QuarantineRow[] =>
  quarantined.map((one) => ({ id: `${aggregate} ${one.names[0]}`, aggregate, ...one }));

/** The rows of an aggregate's quarantine follow from its fold; nearly always there are none. */
export const putQuarantine = async (
  tx: Writing<Tables>,
  before: Aggregate | undefined,
  after: Aggregate,
): Promise<void> => {
  const rows = toRows(after);
  const ids = new Set(rows.map(({ id }) => id));
  const gone = (before ? toRows(before) : []).filter(({ id }) => !ids.has(id));
  if (gone.length > 0)
    await tx.delete(
      'quarantine',
      gone.map(({ id }) => id),
    );
  if (rows.length > 0) await tx.put('quarantine', rows);
};

/** What has been left out of these aggregates only now. */
export const newlyQuarantined = (
  before: ReadonlyMap<AggregateId, Aggregate>,
  aggregates: readonly Aggregate[],
): readonly QuarantineRow[] =>
  aggregates.flatMap((aggregate) => {
    const rows = toRows(aggregate);
    if (rows.length === 0) return [];
    const known = before.get(aggregate.row.aggregate);
    const ids = new Set((known ? toRows(known) : []).map(({ id }) => id));
    return rows.filter(({ id }) => !ids.has(id));
  });
