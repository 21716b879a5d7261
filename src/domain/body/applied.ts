import * as Automerge from '@automerge/automerge';
import { ChangeRefused, idOf, type Change } from './change.ts';
import { textOf, type Document } from './document.ts';
import { lettersOf } from './letters.ts';

/** Looking for a character by its operation takes a millisecond in a long text: of more the whole stream is sifted. */
const MOST_LOOKED_FOR = 256;

/**
 * The document with these changes, which fit. Throws where one deletes what never was a character: Automerge takes that
 * in silence, and cannot give the change back afterwards. It is seen by counting, because looking for each character
 * would cost more than applying the change: whatever is inserted is there, so the text is shorter by all that is
 * deleted, unless two people deleted the same.
 */
export const applied = (doc: Document, changes: readonly Change[]): Document => {
  const deleted = changes.flatMap(({ deletes }) => deletes);
  const before = deleted.length > 0 ? countCharacters(textOf(doc)) : 0;
  const after = Automerge.applyChanges(
    doc,
    changes.map(({ bytes }) => bytes),
  )[0];
  if (deleted.length === 0) return after;
  const inserted = changes.reduce((sum, { inserts }) => sum + inserts.length, 0);
  if (countCharacters(textOf(after)) !== before + inserted - deleted.length) expectCharacters(after, changes);
  return after;
};

const expectCharacters = (doc: Document, changes: readonly Change[]): void => {
  const fresh = new Set(changes.flatMap(({ inserts }) => inserts.map(idOf)));
  const others = new Set(changes.flatMap(({ deletes }) => deletes.map(idOf)).filter((id) => !fresh.has(id)));
  if (others.size > MOST_LOOKED_FOR) throw new ChangeRefused('Much is deleted that may be no text.');
  const letters = lettersOf(doc, textOf(doc));
  if ([...others].some((id) => letters.placeOf(id) === undefined))
    throw new ChangeRefused('A change deletes what never was text.');
};

/** As Automerge counts them: of two UTF-16 units, the second begins none. */
const countCharacters = (text: string): number => {
  let count = text.length;
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) === 0xdc00) count--;
  return count;
};
