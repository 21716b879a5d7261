import type { Json } from '../events/event.ts';
import type { EventName } from '../kernel/ids.ts';
import { toOver } from '../domain/register.ts';
import type { ConflictRow } from './conflict.ts';

/** How somebody settles a conflict. */
export interface Settlement {
  /** Of the conflict's row. */
  readonly conflict: string;
  /** What the person had in front of them: the row's `over`. */
  readonly over: readonly EventName[];
  /** The value that is to stand: one of the sides', or another. Of prose null leaves what stands. */
  readonly value: Json;
  readonly reason?: string | undefined;
}

/** The command that settles it: one more write of the same part, over all sides (CF1). */
export const settlementToCommand = (
  { aggregate, part }: Pick<ConflictRow, 'aggregate' | 'part'>,
  { over, value, reason }: Settlement,
): { readonly type: string; readonly [field: string]: unknown } => {
  const about = { aggregate, over, ...(reason === undefined ? {} : { reason }) };
  switch (part.of) {
    case 'title':
      return { ...about, type: 'record.set-title', title: value };
    case 'status':
      return { ...about, type: 'record.set-status', status: value };
    case 'assignee':
      return { ...about, type: 'record.assign', person: value };
    case 'archived':
      return { ...about, type: value === true ? 'record.archive' : 'record.restore' };
    case 'field':
      return { ...about, type: 'record.set-field', field: part.field, value };
    case 'task':
      // With the adding, by which an edit of a task finds it (ON1).
      return {
        ...about,
        type: 'record.set-task',
        task: part.task,
        [part.what]: value,
        over: toOver([part.task], over),
      };
    case 'sign-off':
      return { ...about, type: 'record.settle-sign-off', signOff: part.signOff, stands: value };
    case 'sentence':
      return { ...about, type: 'body.settle', place: part.place, text: value };
    case 'name':
      return { ...about, type: 'person.set-name', name: value };
    case 'age':
      return { ...about, type: 'person.set-age', age: value };
  }
};
