import type { AggregateId } from '../kernel/ids.ts';
import type { ConflictRow } from '../projections/conflict.ts';
import type { ActivityRow, PersonRow, RecordRow, TaskRow } from '../projections/rows.ts';
import type { Outgoing } from '../sync/log-port.ts';
import type { Notice } from './api.ts';

/** What one commit has changed: for lists on screen, and for the sync session. */
export interface BookChange {
  readonly records: readonly RecordRow[];
  readonly people: readonly PersonRow[];
  readonly tasks: readonly TaskRow[];
  readonly activity: readonly ActivityRow[];
  /** All that are open of the aggregates in `changed`. */
  readonly conflicts: readonly ConflictRow[];
  readonly changed: readonly AggregateId[];
  /** Segments that are new in `have`. */
  readonly fresh: readonly Outgoing[];
  /** Own commands wait to be sealed. */
  readonly pending: boolean;
  /** What a person should be told of it, stored with it. */
  readonly notices: readonly Notice[];
}

/** What the other windows of a profile are told of it: what else there is they read themselves. */
export type WindowNews = Pick<BookChange, 'changed' | 'activity'>;

export const NO_CHANGE: BookChange = {
  records: [],
  people: [],
  tasks: [],
  activity: [],
  conflicts: [],
  changed: [],
  fresh: [],
  pending: false,
  notices: [],
};
