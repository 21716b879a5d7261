/** All that the page knows of the book. A new object at each change; parts that did not change stay the same. */
import type { BookInfo, BookNews, Notice, Patch, SyncStatus } from '../../src/book/api.ts';
import type { PersonState } from '../../src/domain/person/state.ts';
import type { RecordState } from '../../src/domain/record/state.ts';
import type { AggregateId } from '../../src/kernel/ids.ts';
import type { Failure } from '../../src/kernel/result.ts';
import type { ConflictRow } from '../../src/projections/conflict.ts';
import type { ActivityRow, PersonRow, RecordRow, TaskRow } from '../../src/projections/rows.ts';
import { ACTIVITY_ORDER, CONFLICT_ORDER, mergeRows, PERSON_ORDER, RECORD_ORDER, TASK_ORDER } from './rows.ts';

/** The feed on screen; the book keeps more. */
export const FEED_LENGTH = 500;

type Phase =
  | { readonly at: 'opening' }
  | { readonly at: 'first-run' }
  | { readonly at: 'open' }
  | { readonly at: 'failed'; readonly failure: Failure };

export interface Lists {
  readonly records: readonly RecordRow[];
  readonly people: readonly PersonRow[];
  readonly tasks: readonly TaskRow[];
  readonly activity: readonly ActivityRow[];
  readonly conflicts: readonly ConflictRow[];
}

export interface BookState extends Lists {
  readonly phase: Phase;
  readonly info: BookInfo | undefined;
  readonly status: SyncStatus | undefined;
  readonly notices: readonly Notice[];
  readonly progress: { readonly label: string; readonly done: number } | undefined;
  /** Of the aggregates that are on screen. */
  readonly states: { readonly [id: AggregateId]: RecordState | PersonState };
}

export const EMPTY: BookState = {
  phase: { at: 'opening' },
  info: undefined,
  status: undefined,
  notices: [],
  progress: undefined,
  records: [],
  people: [],
  tasks: [],
  activity: [],
  conflicts: [],
  states: {},
};

/** A patch holds all tasks of each record in it: those of its records that it does not name are gone. */
const mergeTasks = (tasks: readonly TaskRow[], patch: Patch): readonly TaskRow[] => {
  if (patch.records.length === 0) return mergeRows(tasks, patch.tasks, TASK_ORDER);
  const records = new Set(patch.records.map(({ id }) => id));
  const others = tasks.filter(({ record }) => !records.has(record));
  if (others.length === tasks.length && patch.tasks.length === 0) return tasks;
  return mergeRows(others, patch.tasks, TASK_ORDER);
};

/** A patch holds all conflicts of each aggregate that changed. */
const mergeConflicts = (conflicts: readonly ConflictRow[], patch: Patch): readonly ConflictRow[] => {
  const changed = new Set(patch.changed);
  const others = conflicts.filter(({ aggregate }) => !changed.has(aggregate));
  if (others.length === conflicts.length && patch.conflicts.length === 0) return conflicts;
  return mergeRows(others, patch.conflicts, CONFLICT_ORDER);
};

const mergeActivity = (rows: readonly ActivityRow[], changed: readonly ActivityRow[]) => {
  const merged = mergeRows(rows, changed, ACTIVITY_ORDER);
  return merged.length > FEED_LENGTH ? merged.slice(0, FEED_LENGTH) : merged;
};

export const withPatch = (state: BookState, patch: Patch): BookState => ({
  ...state,
  records: mergeRows(state.records, patch.records, RECORD_ORDER),
  people: mergeRows(state.people, patch.people, PERSON_ORDER),
  tasks: mergeTasks(state.tasks, patch),
  activity: mergeActivity(state.activity, patch.activity),
  conflicts: mergeConflicts(state.conflicts, patch),
  states: Object.keys(patch.states).length ? { ...state.states, ...patch.states } : state.states,
});

export const withNews = (state: BookState, news: BookNews): BookState => {
  switch (news.type) {
    case 'patch':
      return withPatch(state, news.patch);
    case 'status':
      return { ...state, status: news.status };
    case 'info':
      return { ...state, info: news.info };
    case 'notices':
      return { ...state, notices: news.notices };
    case 'progress':
      return {
        ...state,
        progress: news.done === null ? undefined : { label: news.label, done: news.done },
      };
  }
};

/** `lists` as read from the book, with the patches that arrived while they were read on top. */
export const withLists = (state: BookState, lists: Lists, arrived: readonly Patch[]): BookState =>
  arrived.reduce(withPatch, {
    ...state,
    records: lists.records.toSorted(RECORD_ORDER),
    people: lists.people.toSorted(PERSON_ORDER),
    tasks: lists.tasks.toSorted(TASK_ORDER),
    activity: lists.activity.toSorted(ACTIVITY_ORDER),
    conflicts: lists.conflicts.toSorted(CONFLICT_ORDER),
  });

/** Why the server refused this device's invitation; undefined once the device was let in, and as long as it may be. */
export const refusedInvitation = ({ info, status }: BookState): Failure | undefined => {
  if (status?.state !== 'stopped' || !status.failure.code.startsWith('invitation-')) return undefined;
  return info?.members.some(({ device }) => device === info.device) ? undefined : status.failure;
};
