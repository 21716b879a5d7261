/**
 * What an editor knows of a body that others edit too. Pure: no timer, no editor, no engine.
 *
 * 1. The text on screen is the text at `heads`, then `flight`, then `unsent`; each starts where the one before ends.
 * 2. At most one question is open: either an edit (`flight`) or a look for others' changes. So every answer starts
 *    from `heads`, and nothing has to be told apart from an echo of one's own.
 * 3. What was typed leaves `unsent` only into `flight`, and `flight` only once the engine has stored it.
 *
 * Where two type at one place, the order on this screen is only this screen's choice: `unsent` is sent later as an
 * edit of the text at the new heads, so all devices then agree on what this one showed.
 */
import { ChangeSet } from '@codemirror/state';
import type { BodyDelta, BodyView, Splice } from '../../src/book/api.ts';
import { cutSplices, toChange, toSplices } from './splices.ts';

export interface Prose {
  readonly heads: readonly string[];
  readonly asking: 'nothing' | 'edit' | 'since';
  readonly flight: ChangeSet;
  readonly unsent: ChangeSet;
}

export const openProse = ({ text, heads }: BodyView): Prose => {
  const none = ChangeSet.empty(text.length);
  return { heads, asking: 'nothing', flight: none, unsent: none };
};

export const typed = (prose: Prose, change: ChangeSet): Prose => ({
  ...prose,
  unsent: prose.unsent.compose(change),
});

/** All that is typed and not known to be stored. */
export const isUnsaved = (prose: Prose): boolean => !prose.flight.empty || !prose.unsent.empty;

/** What was typed becomes the edit in flight, as far as one edit may go. Only when nothing is asked. */
export const sent = (prose: Prose): readonly [Prose, readonly Splice[]] => {
  const [first, rest] = cutSplices(toSplices(prose.unsent));
  const flight = toChange(first, prose.unsent.length);
  return [{ ...prose, asking: 'edit', flight, unsent: toChange(rest, flight.newLength) }, first];
};

export const asked = (prose: Prose): Prose => ({ ...prose, asking: 'since' });

/** The answer to either question: the state after it, and the change to make on screen. */
export const answered = (prose: Prose, delta: BodyDelta): readonly [Prose, ChangeSet] => {
  const theirs = toChange(delta.splices, prose.flight.newLength);
  const unsent = prose.unsent.map(theirs);
  const none = ChangeSet.empty(theirs.newLength);
  return [{ heads: delta.heads, asking: 'nothing', flight: none, unsent }, theirs.map(prose.unsent, true)];
};

/** The engine stored nothing: what was in flight is unsent again, ahead of what was typed since. */
export const failed = (prose: Prose): Prose => ({
  ...prose,
  asking: 'nothing',
  flight: ChangeSet.empty(prose.flight.length),
  unsent: prose.flight.compose(prose.unsent),
});
