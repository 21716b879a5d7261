import type { AggregateId, EventName } from '../kernel/ids.ts';
import type { ConflictRow } from './conflict.ts';

/** Rows for lists: small, plain, made from an aggregate's state alone, so they can be dropped and made again. */
export interface RecordRow {
  readonly id: AggregateId;
  readonly title: string;
  readonly status: string;
  readonly assignee: string;
  readonly tags: readonly string[];
  /** 0 or 1: IndexedDB does not index booleans. */
  readonly archived: 0 | 1;
  /** Open ones: as many rows as `conflicts` has of it. */
  readonly conflicts: number;
  readonly tasksOpen: number;
  readonly tasksDone: number;
  readonly entries: number;
  /** Claimed instant of the last change, milliseconds since 1970. */
  readonly changed: number;
  readonly editor: string;
}

export interface PersonRow {
  readonly id: AggregateId;
  readonly name: string;
  readonly age: number | null;
  readonly interests: readonly string[];
  readonly conflicts: number;
  readonly changed: number;
}

export interface TaskRow {
  readonly id: EventName;
  readonly record: AggregateId;
  readonly title: string;
  readonly done: 0 | 1;
}

/** One command in the feed. The feed keeps the newest MAX_ACTIVITY by depth. */
export interface ActivityRow {
  /** Name of the command's first event. */
  readonly id: EventName;
  readonly depth: number;
  readonly aggregate: AggregateId;
  readonly type: string;
  readonly actor: string;
  readonly at: string;
  /** A few words on what was done, for example the tag added. */
  readonly summary: string;
  /** It names enough to have settled a conflict; whether it has, its step in the history tells. */
  readonly maySettle?: true;
}

/** Rows of the feed that came together, stored as one. */
export interface ActivityPage {
  /** The SHA-256 of the ids of its rows. */
  readonly id: string;
  /** Of its newest row. */
  readonly depth: number;
  /** As JSON. */
  readonly rows: string;
}

export interface SummaryTables {
  records: RecordRow;
  people: PersonRow;
  tasks: TaskRow;
  activity: ActivityPage;
  conflicts: ConflictRow;
}
