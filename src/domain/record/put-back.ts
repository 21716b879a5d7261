import type { Draft, Json } from '../../events/event.ts';
import type { EventName } from '../../kernel/ids.ts';
import { toOver } from '../register.ts';
import { kindOf, nameIn, sameValues, type Part } from '../parts.ts';
import type { RecordCommand } from './commands.ts';
import { recordDraft } from './events.ts';
import { editsSeen, lastEdits, marksOf } from './marks.ts';
import { recordPartTraits, standingParts } from './parts.ts';
import type { RecordState, Status } from './state.ts';

type PutBack = Extract<RecordCommand, { type: 'record.put-back' }>;
type Write = (value: Json, over: readonly EventName[], name: string) => Draft;

/** By the name of its adding evolve finds the task (ON1). */
const withTask = (task: string, over: readonly EventName[]): readonly EventName[] =>
  toOver([task as EventName], over);

const WRITES: { readonly [kind: string]: Write } = {
  title: (title, over) => recordDraft('record.title-set', { title: title as string }, over),
  status: (status, over) => recordDraft('record.status-set', { status: status as Status }, over),
  assignee: (person, over) => recordDraft('record.assigned', { person: person as string }, over),
  field: (value, over, field) =>
    recordDraft('record.field-set', { field, value: value as string | null }, over),
  tag: (isThere, over, tag) =>
    recordDraft(isThere ? 'record.tag-added' : 'record.tag-removed', { tag }, over),
  'task-title': (title, over, task) =>
    recordDraft('record.task-set', { task: task as EventName, title: title as string }, withTask(task, over)),
  'task-done': (done, over, task) =>
    recordDraft('record.task-set', { task: task as EventName, done: done as boolean }, withTask(task, over)),
};

/**
 * Writes that make the given parts what they were, over what stands and the command has seen (CF1). What is so already
 * is not written again. Archiving comes last: each edit before it brings an archived record back (CF2).
 */
export const putBack = (command: PutBack, state: RecordState): readonly Draft[] => {
  const { parts } = command;
  const now = standingParts(state);
  const seen = new Set(command.over);
  const marks = marksOf(state).filter((name) => seen.has(name));
  const standing = (part: string): Part =>
    now.get(part) ?? { values: recordPartTraits.absent(part) ?? [], names: [] };
  const namesOf = (part: string) => standing(part).names.filter((name) => seen.has(name));
  const differs = (part: string): boolean =>
    Object.hasOwn(parts, part) && !sameValues(parts[part]!, standing(part).values);

  const editOf = ([part, values]: readonly [string, readonly Json[]]): readonly Draft[] => {
    const [kind, name] = [kindOf(part), nameIn(part)];
    if (kind === 'archived' || !differs(part)) return [];
    if (kind !== 'task') return writeAll(part, values, namesOf(part), marks);
    const title = `task-title:${name}`;
    if (!now.has(title)) return []; // A task that was never added.
    if (values.at(-1) === true)
      // A write of its title brings a task back (CF2).
      return differs(title) ? [] : writeAll(title, standing(title).values, namesOf(title), marks);
    const writes = [title, `task-done:${name}`].flatMap(namesOf);
    const over = toOver([name as EventName, ...writes], marks);
    return [recordDraft('record.task-removed', { task: name as EventName }, over)];
  };
  const edits = Object.entries(parts).flatMap(editOf);

  const archived = parts['archived'] ?? [];
  if (archived.length === 0 || sameValues(archived, edits.length > 0 ? [false] : standing('archived').values))
    return edits;
  const known = lastEdits(state).filter((name) => seen.has(name));
  const putAway = (value: Json, over: readonly EventName[]): Draft =>
    value === true
      ? recordDraft(
          'record.archived',
          { edits: editsSeen(state, command.over ?? []) + edits.length },
          toOver(over, known),
        )
      : recordDraft('record.restored', {}, toOver(over));
  return [...edits, ...archived.map((value, i) => putAway(value, i === 0 ? namesOf('archived') : []))];
};

/** Several values are put back side by side, as they stood: the first takes the place of what is there. */
const writeAll = (
  part: string,
  values: readonly Json[],
  replaced: readonly EventName[],
  marks: readonly EventName[],
): readonly Draft[] =>
  values.map((value, i) =>
    WRITES[kindOf(part)]!(value, toOver(i === 0 ? replaced : [], marks), nameIn(part)),
  );
