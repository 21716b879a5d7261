import type { AggregateId, EventName } from '../kernel/ids.ts';
import type { ConflictRow } from './conflict.ts';
import type { PersonRow, RecordRow, SummaryTables, TaskRow } from './rows.ts';

/** The rows of one aggregate, or of several together. */
export interface AggregateRows {
  readonly records: readonly RecordRow[];
  readonly people: readonly PersonRow[];
  readonly tasks: readonly TaskRow[];
  /** Tasks that were removed: their rows go. */
  readonly gone: readonly EventName[];
  /** All that are open of these aggregates: other rows of theirs go. */
  readonly conflicts: readonly ConflictRow[];
}

export const NO_ROWS: AggregateRows = { records: [], people: [], tasks: [], gone: [], conflicts: [] };

/** Rows from a state alone, so that those written change by change equal those of a rebuild. */
export interface Projector<State> {
  /** Raised when the rows change: those of other versions are made again. */
  readonly version: number;
  /** Where its rows are, and nobody else's; conflicts apart, which are told by their aggregate. */
  readonly tables: readonly (keyof SummaryTables)[];
  readonly rows: (id: AggregateId, state: State) => AggregateRows;
  /** Those in `rows`. */
  readonly conflicts: (id: AggregateId, state: State) => readonly ConflictRow[];
}
