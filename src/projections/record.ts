import { isConflict, shown } from '../domain/register.ts';
import { FIRST_STATUS, type RecordState } from '../domain/record/state.ts';
import type { AggregateId } from '../kernel/ids.ts';
import { NO_ROWS, type Projector } from './projector.ts';
import type { RecordRow, TaskRow } from './rows.ts';

const conflictsIn = (state: RecordState): number => {
  const tasks = state.tasks.filter((task) => !task.removed).flatMap((task) => [task.title, task.done]);
  const { title, status, assignee, archived, fields } = state;
  return [title, status, assignee, archived, ...Object.values(fields), ...tasks].filter(isConflict).length;
};

const taskRows = (id: AggregateId, { tasks }: RecordState): readonly TaskRow[] =>
  tasks
    .filter((task) => !task.removed)
    .map((task) => ({
      id: task.id,
      record: id,
      title: shown(task.title) ?? '',
      done: shown(task.done) ? 1 : 0,
    }));

const recordRow = (id: AggregateId, state: RecordState, tasks: readonly TaskRow[]): RecordRow => {
  const tasksDone = tasks.filter((task) => task.done).length;
  return {
    id,
    title: shown(state.title) ?? '',
    status: shown(state.status) ?? FIRST_STATUS,
    assignee: shown(state.assignee) ?? '',
    tags: Object.keys(state.tags),
    archived: shown(state.archived) ? 1 : 0,
    conflicts: conflictsIn(state),
    tasksOpen: tasks.length - tasksDone,
    tasksDone,
    entries: state.entries.length,
    changed: state.last.instant,
    editor: state.last.actor,
  };
};

export const recordProjector: Projector<RecordState> = {
  version: 1,
  rows: (id, state) => {
    if (state.created.length === 0) return NO_ROWS;
    const tasks = taskRows(id, state);
    const gone = state.tasks.filter((task) => task.removed).map((task) => task.id);
    return { ...NO_ROWS, records: [recordRow(id, state, tasks)], tasks, gone };
  },
};
