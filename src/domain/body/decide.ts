import * as Automerge from '@automerge/automerge';
import { bytesToBase64 } from '../../kernel/bytes.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { DecideFailure, Decision } from '../decider.ts';
import type { BodyCommand, Splice } from './commands.ts';
import { noteClock, type Clocks } from './clocks.ts';
import { emptyDocument, writable, type Document } from './document.ts';
import { bodyDraft } from './events.ts';
import { hasHeads, sameHeads, type BodyState } from './state.ts';

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

const edited = (doc: Document, now: readonly string[], { heads, splices }: BodyCommand): Document => {
  const edit = (draft: Document): void => {
    for (const { at, deleted, inserted } of splices) Automerge.splice(draft, ['text'], at, deleted, inserted);
  };
  // Times are claimed in the envelope; here they would be one more thing that differs.
  const options = { time: 0 };
  return !heads || sameHeads(heads, now)
    ? Automerge.change(doc, options, edit)
    : Automerge.changeAt(doc, heads, options, edit).newDoc;
};

export const bodyDecide =
  (actor: string, clocks: Clocks) =>
  (command: BodyCommand, state: BodyState): Result<Decision<BodyState>, DecideFailure> => {
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
    const next = edited(writable(doc, actor), now, command);
    // Not the last local change: made at older heads, a change has an actor of its own.
    const changes = Automerge.getChangesSince(next, now);
    if (changes.length === 0) return fail('invalid-command', 'The edit changes nothing.', 'splices');
    // Others will write on from here.
    for (const meta of Automerge.getChangesMetaSince(next, now)) noteClock(clocks, meta);
    return ok({
      drafts: [bodyDraft('body.changed', { changes: changes.map(bytesToBase64) })],
      next: { doc: next },
    });
  };
