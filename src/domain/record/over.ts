import type { EventName } from '../../kernel/ids.ts';
import { additionsOf } from '../add-wins.ts';
import { namesIn, toOver } from '../register.ts';
import type { RecordCommand } from './commands.ts';
import { lastEdits, marksOf } from './marks.ts';
import { standingParts } from './parts.ts';
import type { RecordState, SignOff, Task } from './state.ts';

export const taskOf = (state: RecordState, id: EventName): Task | undefined =>
  state.tasks.find((task) => task.id === id && !task.removed);

export const signOffOf = (state: RecordState, name: EventName): SignOff | undefined =>
  state.signOffs.find((signOff) => signOff.name === name);

/** With the adding, which every edit of the task has seen: by its name evolve finds the task (ON1). */
const writesOf = (task: Task | undefined, parts: readonly ('title' | 'done')[]): readonly EventName[] =>
  task ? [...new Set([task.id, ...parts.flatMap((part) => namesIn(task[part]))])] : [];

const taskParts = (part: string): readonly string[] => {
  const task = part.slice('task:'.length);
  return [part, `task-title:${task}`, `task-done:${task}`];
};

const replaced = (command: RecordCommand, state: RecordState): readonly EventName[] => {
  switch (command.type) {
    case 'record.set-title':
      return namesIn(state.title);
    case 'record.set-field':
      return Object.hasOwn(state.fields, command.field) ? namesIn(state.fields[command.field]) : [];
    case 'record.set-status':
      return namesIn(state.status);
    case 'record.assign':
      return namesIn(state.assignee);
    case 'record.add-tag':
    case 'record.remove-tag':
      return additionsOf(state.tags, command.tag);
    case 'record.set-task': {
      const parts = (['title', 'done'] as const).filter((part) => command[part] !== undefined);
      return writesOf(taskOf(state, command.task), parts);
    }
    case 'record.remove-task':
      return writesOf(taskOf(state, command.task), ['title', 'done']);
    case 'record.restore':
      return namesIn(state.archived);
    case 'record.archive':
      return [...namesIn(state.archived), ...lastEdits(state)];
    case 'record.sign-off':
      return lastEdits(state);
    case 'record.settle-sign-off': {
      const signOff = signOffOf(state, command.signOff);
      return signOff ? [signOff.name, ...namesIn(signOff.standing)] : [];
    }
    case 'record.put-back': {
      const now = standingParts(state);
      return Object.keys(command.parts)
        .flatMap((part) => (part.startsWith('task:') ? taskParts(part) : [part]))
        .flatMap((part) => now.get(part)?.names ?? [])
        .concat(Object.hasOwn(command.parts, 'archived') ? lastEdits(state) : []);
    }
    case 'record.create':
    case 'record.add-entry':
    case 'record.add-task':
    case 'record.add-comment':
      return [];
  }
};

/** These change whether the record is put away, or vouch for it, and not what it says. */
const NO_EDITS: ReadonlySet<string> = new Set([
  'record.archive',
  'record.restore',
  'record.sign-off',
  'record.settle-sign-off',
] satisfies RecordCommand['type'][]);

/** Fixes what the edit replaces as it stands on screen (CF1), unless the caller has said it. */
export const withOver = (command: RecordCommand, state: RecordState): RecordCommand => {
  if (command.over) return command;
  const marks = NO_EDITS.has(command.type) ? [] : marksOf(state);
  const names = replaced(command, state);
  // Parts that are put back are written one by one, each over its own.
  return {
    ...command,
    over: command.type === 'record.put-back' ? [...marks, ...names] : [...toOver(names, marks)],
  };
};
