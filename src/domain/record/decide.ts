import type { Draft } from '../../events/event.ts';
import type { EventName } from '../../kernel/ids.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { DecideFailure, Decision } from '../decider.ts';
import { additionsOf } from '../add-wins.ts';
import { given } from '../given.ts';
import { shown } from '../register.ts';
import { MAX_FIELDS } from '../schema.ts';
import type { RecordCommand } from './commands.ts';
import { recordDraft } from './events.ts';
import { editsSeen, marksOf } from './marks.ts';
import { signOffOf, taskOf, withOver } from './over.ts';
import { putBack } from './put-back.ts';
import { recordRoom } from './room.ts';
import { FIRST_STATUS, type RecordState, type Status } from './state.ts';

const NEXT: { readonly [From in Status]: readonly Status[] } = {
  open: ['in review'],
  'in review': ['closed', 'open'],
  closed: ['open'],
};

/** Any value that stands may be written again: that is how one is chosen among several (CF1). */
const mayBecome = (state: RecordState, status: Status): boolean =>
  state.status.some((held) => held.value === status) ||
  NEXT[shown(state.status) ?? FIRST_STATUS].includes(status);

/** A tag may have gone since the edit began; it was there if the edit names an addition of it. */
const isThere = (state: RecordState, tag: string, over: readonly EventName[]): boolean => {
  const marks = marksOf(state);
  return additionsOf(state.tags, tag).length > 0 || over.some((name) => !marks.includes(name));
};

const one = (draft: Draft): Result<Decision<RecordState>, never> => ok({ drafts: [draft] });

/** It vouches for all that is here, so all that is here must have been on screen. */
const signOff = (
  { meaning, covers }: Extract<RecordCommand, { type: 'record.sign-off' }>,
  state: RecordState,
  over: readonly EventName[],
): Result<Decision<RecordState>, DecideFailure> => {
  if (covers === undefined)
    return fail('invalid-command', 'A sign-off names the root of what it covers.', 'covers');
  const { edits } = state;
  return editsSeen(state, over) === edits
    ? one(recordDraft('record.signed', { meaning, covers, edits }, over))
    : fail(
        'changed-meanwhile',
        'The record has changed since it was shown. Nothing was signed: look at it again, and then sign.',
      );
};

export const exists = (state: RecordState): boolean => state.created.length > 0;

export const decide = (
  asked: RecordCommand,
  state: RecordState,
): Result<Decision<RecordState>, DecideFailure> => {
  const decision = decideAlone(asked, state);
  if (!decision.ok || recordRoom.hasRoomFor(state, decision.value.drafts)) return decision;
  return fail('not-allowed', 'This record is full. Begin another one, and name this one in it.');
};

const decideAlone = (
  asked: RecordCommand,
  state: RecordState,
): Result<Decision<RecordState>, DecideFailure> => {
  if (asked.type === 'record.create') {
    if (exists(state)) return fail('already-exists', `The record ${asked.aggregate} already exists.`);
    return one(recordDraft('record.created', given({ title: asked.title, fields: asked.fields })));
  }
  if (!exists(state)) return fail('not-found', `The record ${asked.aggregate} was not found.`);
  const command = withOver(asked, state);
  const over = command.over ?? [];
  switch (command.type) {
    case 'record.create':
      return fail('already-exists', `The record ${command.aggregate} already exists.`);
    case 'record.set-title':
      return one(recordDraft('record.title-set', { title: command.title }, over));
    case 'record.set-field': {
      const { field, value } = command;
      if (!Object.hasOwn(state.fields, field) && Object.keys(state.fields).length >= MAX_FIELDS)
        return fail('invalid-command', `A record holds up to ${MAX_FIELDS} fields.`, 'field');
      return one(recordDraft('record.field-set', { field, value }, over));
    }
    case 'record.set-status':
      return mayBecome(state, command.status)
        ? one(recordDraft('record.status-set', { status: command.status }, over))
        : fail(
            'not-allowed',
            `A record that is ${shown(state.status) ?? FIRST_STATUS} cannot become ${command.status}.`,
            'status',
          );
    case 'record.assign':
      return one(recordDraft('record.assigned', { person: command.person }, over));
    case 'record.add-tag':
      return one(recordDraft('record.tag-added', { tag: command.tag }, over));
    case 'record.remove-tag':
      return isThere(state, command.tag, over)
        ? one(recordDraft('record.tag-removed', { tag: command.tag }, over))
        : fail('not-found', `The record has no tag "${command.tag}".`, 'tag');
    case 'record.add-entry': {
      const { text, happened, source, attributes } = command;
      return one(recordDraft('record.entry-added', given({ text, happened, source, attributes }), over));
    }
    case 'record.add-task':
      return one(recordDraft('record.task-added', { title: command.title }, over));
    case 'record.set-task': {
      const { task, title, done } = command;
      if (!taskOf(state, task)) return fail('not-found', `The task ${task} was not found.`, 'task');
      if (title === undefined && done === undefined)
        return fail('invalid-command', 'Setting a task needs a title, or whether it is done.', 'title');
      return one(recordDraft('record.task-set', given({ task, title, done }), over));
    }
    case 'record.remove-task':
      return taskOf(state, command.task)
        ? one(recordDraft('record.task-removed', { task: command.task }, over))
        : fail('not-found', `The task ${command.task} was not found.`, 'task');
    case 'record.add-comment':
      return one(recordDraft('record.comment-added', { text: command.text }, over));
    case 'record.put-back':
      return ok({ drafts: putBack(command, state) });
    case 'record.archive':
      return one(recordDraft('record.archived', { edits: editsSeen(state, over) }, over));
    case 'record.restore':
      return one(recordDraft('record.restored', {}, over));
    case 'record.sign-off':
      return signOff(command, state, over);
    case 'record.settle-sign-off': {
      const { signOff: name, stands } = command;
      return signOffOf(state, name)
        ? one(recordDraft('record.sign-off-settled', { signOff: name, stands }, over))
        : fail('not-found', `The sign-off ${name} was not found.`, 'signOff');
    }
  }
};
