import { lastEdits, marksOf } from '../domain/record/marks.ts';
import { FINAL_STATUSES, type RecordState } from '../domain/record/state.ts';
import { isConflict, shown } from '../domain/register.ts';
import type { AggregateId } from '../kernel/ids.ts';
import { conflictIn, type ConflictRow } from './conflict.ts';

/**
 * Looks at each field of each record that is touched, so that it asks before it makes anything: nearly all states have
 * no conflict.
 */
export const recordConflicts = (id: AggregateId, state: RecordState): readonly ConflictRow[] => {
  if (!hasAny(state)) return [];
  const { title, status, assignee, archived, fields, tasks, signOffs } = state;
  const isFinal = status.some((held) => FINAL_STATUSES.has(held.value));
  const marks = marksOf(state);
  return [
    ...conflictIn(id, 'field', { of: 'title' }, 'Title', title, marks),
    ...conflictIn(id, isFinal ? 'final' : 'field', { of: 'status' }, 'Status', status, marks),
    ...conflictIn(id, 'field', { of: 'assignee' }, 'Assignee', assignee, marks),
    ...conflictIn(id, 'archive', { of: 'archived' }, 'Archived', archived, lastEdits(state)),
    ...Object.keys(fields).flatMap((field) =>
      conflictIn(id, 'field', { of: 'field', field }, field, fields[field]!, marks),
    ),
    ...tasks
      .filter((task) => !task.removed)
      .flatMap((task) =>
        (['title', 'done'] as const).flatMap((what) =>
          conflictIn(
            id,
            'field',
            { of: 'task', what, task: task.id },
            shown(task.title) ?? '',
            task[what],
            marks,
          ),
        ),
      ),
    ...signOffs.flatMap((signOff) =>
      conflictIn(
        id,
        'sign-off',
        { of: 'sign-off', signOff: signOff.name },
        signOff.meaning,
        signOff.standing,
        [signOff.name],
      ),
    ),
  ];
};

const hasAny = ({ title, status, assignee, archived, fields, tasks, signOffs }: RecordState): boolean => {
  if ([title, status, assignee, archived].some(isConflict)) return true;
  for (const field in fields) if (isConflict(fields[field]!)) return true;
  return (
    tasks.some((task) => isConflict(task.title) || isConflict(task.done)) ||
    signOffs.some((signOff) => isConflict(signOff.standing))
  );
};
