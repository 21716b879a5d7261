import { expect, test } from 'vitest';
import type { Patch } from '../../../src/book/api.ts';
import type { AggregateId, EventName } from '../../../src/kernel/ids.ts';
import type { ConflictRow } from '../../../src/projections/conflict.ts';
import type { RecordRow, TaskRow } from '../../../src/projections/rows.ts';
import { EMPTY, withLists, withNews, withPatch } from '../../../renderer/store/book-state.ts';

const record = (id: string, changed: number): RecordRow => ({
  id: `record:${id}` as AggregateId,
  title: id,
  status: 'open',
  assignee: '',
  tags: [],
  archived: 0,
  conflicts: 0,
  tasksOpen: 0,
  tasksDone: 0,
  entries: 0,
  changed,
  editor: 'Ada',
});
const task = (id: string, of: string): TaskRow => ({
  id: id as EventName,
  record: `record:${of}` as AggregateId,
  title: id,
  done: 0,
});
const conflict = (id: string, of: string): ConflictRow => ({
  id,
  aggregate: `record:${of}` as AggregateId,
  kind: 'field',
  part: { of: 'field', field: id },
  label: id,
  sides: [],
  over: [],
});
const NOTHING: Patch = {
  records: [],
  people: [],
  tasks: [],
  activity: [],
  conflicts: [],
  changed: [],
  states: {},
};

test('a patch that came while the lists were read stands above them', () => {
  const lists = {
    records: [record('a', 1), record('b', 2)],
    people: [],
    tasks: [],
    activity: [],
    conflicts: [],
  };
  const state = withLists(EMPTY, lists, [{ ...NOTHING, records: [record('a', 3)] }]);
  expect(state.records.map(({ id, changed }) => [id, changed])).toEqual([
    ['record:a', 3],
    ['record:b', 2],
  ]);
});

test('a task that its record no longer has leaves the list', () => {
  const before = { ...EMPTY, tasks: [task('1', 'a'), task('2', 'a'), task('3', 'b')] };
  const after = withPatch(before, { ...NOTHING, records: [record('a', 4)], tasks: [task('2', 'a')] });
  expect(after.tasks.map(({ id }) => id)).toEqual(['2', '3']);
});

test('a conflict that its aggregate no longer has leaves the list', () => {
  const before = { ...EMPTY, conflicts: [conflict('1', 'a'), conflict('2', 'a'), conflict('3', 'b')] };
  const changed = ['record:a' as AggregateId];
  const after = withPatch(before, { ...NOTHING, changed, conflicts: [conflict('2', 'a')] });
  expect(after.conflicts.map(({ id }) => id)).toEqual(['2', '3']);
  expect(withPatch(after, { ...NOTHING, changed: ['record:c' as AggregateId] }).conflicts).toBe(
    after.conflicts,
  );
});

test('what a patch does not touch stays the same object', () => {
  const after = withPatch({ ...EMPTY, tasks: [task('1', 'b')] }, { ...NOTHING, records: [record('a', 4)] });
  expect(after.people).toBe(EMPTY.people);
  expect(after.states).toBe(EMPTY.states);
  expect(withPatch(after, NOTHING).tasks).toBe(after.tasks);
});

test('progress shows until its end is told', () => {
  const half = withNews(EMPTY, { type: 'progress', label: 'Rebuilding', done: 0.5 });
  expect(half.progress).toEqual({ label: 'Rebuilding', done: 0.5 });
  expect(withNews(half, { type: 'progress', label: 'Rebuilding', done: null }).progress).toBeUndefined();
});
