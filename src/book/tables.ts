import type { QuarantineRow, StoredSnapshot, StoredStream } from '../aggregates/rows.ts';
import type { TableSpec } from '../kernel/store.ts';
import type { AsideRow, HeadRow, PackRow, PendingRow, WaitingRow } from '../log/rows.ts';
import type { SummaryTables } from '../projections/rows.ts';

/** Identity, keys, membership, tip: one row each, under a name. */
export interface MetaRow {
  readonly key: string;
  readonly value: unknown;
}

export interface Tables extends SummaryTables {
  pending: PendingRow;
  segments: PackRow;
  heads: HeadRow;
  waiting: WaitingRow;
  aside: AsideRow;
  streams: StoredStream;
  snapshots: StoredSnapshot;
  quarantine: QuarantineRow;
  meta: MetaRow;
}

export type TableName = keyof Tables;

/** Raised with any change of `TABLES`; a database of a newer one is refused, not touched. */
export const SCHEMA = 2;

export const TABLES: { readonly [T in TableName]: TableSpec } = {
  pending: { key: 'seq' },
  segments: { key: ['device', 'firstSeq', 'hash'], indexes: ['*hashes'] },
  heads: { key: 'hash' },
  waiting: { key: 'hash' },
  aside: { key: 'hash' },
  streams: { key: 'aggregate' },
  snapshots: { key: 'aggregate' },
  quarantine: { key: 'id' },
  records: { key: 'id' },
  people: { key: 'id' },
  tasks: { key: 'id' },
  activity: { key: 'id', indexes: ['depth'] },
  conflicts: { key: 'id' },
  meta: { key: 'key' },
};
