import * as Automerge from '@automerge/automerge';
import { bytesToBase64 } from '../../kernel/bytes.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { DecideFailure, Decision } from '../decider.ts';
import { MAX_COUNTER } from './change.ts';
import { documentToPast, noteClock, type Clocks, type Past } from './clocks.ts';
import type { BodyCommand, BodyEdit, BodySettle, Splice } from './commands.ts';
import { emptyDocument, writable, type Document } from './document.ts';
import { bodyDraft } from './events.ts';
import { lettersOf } from './letters.ts';
import { draftWordings, type Wordings } from './places.ts';
import { findSentences, saySentences } from './said.ts';
import { settlementOf } from './settlement.ts';
import { hasHeads, sameHeads, toBodyState, type BodyState } from './state.ts';
import { noteWordings, type Wording } from './wordings.ts';

/** Between the halves of a surrogate pair: Automerge would quietly move the edit. */
const isInsideCharacter = (text: string, at: number): boolean =>
  (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(at) & 0xfc00) === 0xdc00;

/** What is wrong with the first splice that does not fit the text, as the splices before it have left that. */
const problemOf = (before: string, splices: readonly Splice[]): { what: string; at: string } | undefined => {
  let text = before;
  for (const [index, { at, deleted, inserted }] of splices.entries()) {
    if (at + deleted > text.length)
      return { what: `The text has ${text.length} characters`, at: `splices.${index}` };
    if (isInsideCharacter(text, at) || isInsideCharacter(text, at + deleted))
      return { what: 'An edit cuts a character in two', at: `splices.${index}` };
    text = text.slice(0, at) + inserted + text.slice(at + deleted);
  }
  return undefined;
};

const edited = (doc: Document, now: readonly string[], { heads, splices }: BodyEdit): Document => {
  const edit = (draft: Document): void => {
    for (const { at, deleted, inserted } of splices) Automerge.splice(draft, ['text'], at, deleted, inserted);
  };
  // Times are claimed in the envelope; here they would be one more thing that differs.
  const options = { time: 0 };
  return !heads || sameHeads(heads, now)
    ? Automerge.change(doc, options, edit)
    : Automerge.changeAt(doc, heads, options, edit).newDoc;
};

/** What a change follows counts less far than it does, so the greatest is at the heads. */
const lastCounter = (doc: Document): number =>
  Math.max(
    ...Automerge.getHeads(doc).map((hash) => Automerge.getBackend(doc).getChangeMetaByHash(hash)!.maxOp),
  );

const FULL = fail(
  'invalid-command',
  'This text has been edited so often that nothing more can be recorded in it. Go on in another record.',
);

const decideEdit = (
  actor: string,
  clocks: Clocks,
  command: BodyEdit,
  state: BodyState,
): Result<Decision<BodyState>, DecideFailure> => {
  const { heads, splices } = command;
  const doc = state.doc ?? emptyDocument(actor);
  if (heads && !hasHeads({ doc }, heads))
    return fail('invalid-command', 'The text has not been at these heads.', 'heads');
  const now = Automerge.getHeads(doc);
  const isNow = !heads || sameHeads(heads, now);
  const { text } = isNow ? doc : Automerge.view(doc, heads);
  if (typeof text !== 'string')
    return fail('invalid-command', 'Another device has put something else in the place of the text.');
  const problem = problemOf(text, splices);
  if (problem) return fail('invalid-command', `${problem.what}.`, problem.at);
  const size = splices.reduce((sum, { deleted, inserted }) => sum + deleted + inserted.length, 0);
  if (lastCounter(doc) + size > MAX_COUNTER) return FULL;
  const letters = lettersOf(doc, text, isNow ? undefined : heads);
  const { after, found } = findSentences(letters, splices, state.wordings);
  const next = edited(writable(doc, actor), now, command);
  // Not the last local change: made at older heads, a change has an actor of its own.
  const changes = Automerge.getChangesSince(next, now);
  if (changes.length === 0) return fail('invalid-command', 'The edit changes nothing.', 'splices');
  const metas = Automerge.getChangesMetaSince(next, now);
  // Others will write on from here.
  for (const meta of metas) noteClock(clocks, meta);
  const made = isNow ? undefined : metas.map(({ hash }) => hash);
  const sentences = saySentences(lettersOf(next, after, made), found);
  return ok({
    drafts: [
      bodyDraft('body.changed', {
        changes: changes.map(bytesToBase64),
        ...(sentences.length > 0 ? { sentences } : {}),
      }),
    ],
    next: noteOwn(next, state.wordings, isNow ? FOLLOWS_ALL : documentToPast(next, clocks)),
  });
};

const FOLLOWS_ALL: Pick<Past, 'clock'> = { clock: () => undefined };

/** The state with one more event, whose change the document has already. */
const noteOwn =
  (doc: Document, before: Wordings, past: Pick<Past, 'clock'>): NonNullable<Decision<BodyState>['next']> =>
  (events) => {
    const wordings = draftWordings(before);
    for (const event of events) noteWordings(wordings, event, past, true);
    return toBodyState(doc, wordings.done());
  };

const decideSettlement = (
  actor: string,
  clocks: Clocks,
  { place, over, text }: BodySettle,
  state: BodyState,
): Result<Decision<BodyState>, DecideFailure> => {
  const isOver = ({ name }: Wording): boolean => over.includes(name);
  const dispute = state.disputes.find(({ wordings }) =>
    wordings.some((wording) => isOver(wording) && wording.at.includes(place)),
  );
  const settled = dispute?.wordings.filter(isOver) ?? [];
  if (!state.doc || !dispute || settled.length === 0)
    return fail('not-found', 'These edits have been settled already. Nothing was changed.', 'place');
  const isKept = text === null || text === dispute.standing;
  if (lastCounter(state.doc) + dispute.standing.length + (text?.length ?? 0) > MAX_COUNTER) return FULL;
  const past = documentToPast(state.doc, clocks);
  const { change, sentence } = settlementOf(state.doc, past, settled, isKept ? undefined : text);
  const doc = Automerge.applyChanges(writable(state.doc, actor), [change])[0];
  return ok({
    drafts: [bodyDraft('body.changed', { changes: [bytesToBase64(change)], sentences: [sentence] }, over)],
    next: noteOwn(doc, state.wordings, documentToPast(doc, clocks)),
  });
};

export const bodyDecide =
  (actor: string, clocks: Clocks) =>
  (command: BodyCommand, state: BodyState): Result<Decision<BodyState>, DecideFailure> =>
    command.type === 'body.edit'
      ? decideEdit(actor, clocks, command, state)
      : decideSettlement(actor, clocks, command, state);
