import { shown } from '../domain/register.ts';
import { isArchived } from '../domain/record/marks.ts';
import { FIRST_STATUS, type RecordState } from '../domain/record/state.ts';
import type { AggregateId } from '../kernel/ids.ts';
import type { ConflictRow } from './conflict.ts';
import { recordConflicts } from './record-conflicts.ts';
import { NO_ROWS, type Projector } from './projector.ts';
import type { RecordRow, TaskRow } from './rows.ts';

const taskRows = (id: AggregateId, { tasks }: RecordState): readonly TaskRow[] =>
  tasks
    .filter((task) => !task.removed)
    .map((task) => ({
      id: task.id,
      record: id,
      title: shown(task.title) ?? '',
      done: shown(task.done) ? 1 : 0,
    }));

const recordRow = (
  id: AggregateId,
  state: RecordState,
  tasks: readonly TaskRow[],
  conflicts: readonly ConflictRow[],
): RecordRow => {
  const tasksDone = tasks.filter((task) => task.done).length;
  return {
    id,
    title: shown(state.title) ?? '',
    status: shown(state.status) ?? FIRST_STATUS,
    assignee: shown(state.assignee) ?? '',
    tags: Object.keys(state.tags),
    archived: isArchived(state.archived) ? 1 : 0,
    conflicts: conflicts.length,
    tasksOpen: tasks.length - tasksDone,
    tasksDone,
    entries: state.entries.length,
    changed: state.last.instant,
    editor: state.last.actor,
  };
};

export const recordProjector: Projector<RecordState> = {
  version: 2,
  tables: ['records', 'tasks'],
  conflicts: recordConflicts,
  rows: (id, state) => {
    if (state.created.length === 0) return NO_ROWS;
    const tasks = taskRows(id, state);
    const gone = state.tasks.filter((task) => task.removed).map((task) => task.id);
    const conflicts = recordConflicts(id, state);
    return { records: [recordRow(id, state, tasks, conflicts)], people: [], tasks, gone, conflicts };
  },
};
