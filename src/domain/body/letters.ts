import * as Automerge from '@automerge/automerge';
import type { Document } from './document.ts';
import type { Range } from './sentence.ts';

/** The letters of a text by the operations that inserted them, which nothing that is written later moves. */
export interface Letters {
  readonly text: string;
  /** The letter at a place. */
  at(place: number): string;
  /**
   * Where a letter stands, or would stand if it had not been deleted; undefined where there never was one, and only a
   * hostile event says so.
   */
  placeOf(letter: string): number | undefined;
}

const TEXT = '/text';

type Handle = Pick<ReturnType<typeof Automerge.getBackend>, 'getCursor' | 'getCursorPosition'>;

const toLetters = (handle: Handle, text: string, heads: string[] | undefined): Letters => ({
  text,
  at: (place) => handle.getCursor(TEXT, place, heads),
  placeOf: (letter) => {
    try {
      return handle.getCursorPosition(TEXT, letter, heads);
    } catch {
      return undefined;
    }
  },
});

/** Of the text as it stands, or as it stood at some heads, where each look is dear: 20 ms in a long text. */
export const lettersOf = (doc: Document, text: string, heads?: readonly string[]): Letters =>
  toLetters(Automerge.getBackend(doc), text, heads && [...heads]);

/** Of the text as it stood at some heads, for many looks: of a copy that goes so far. */
export const lettersOfCopy = (doc: Document, heads: readonly string[]): Letters => {
  const copy = Automerge.getBackend(doc).fork(undefined, [...heads]);
  return toLetters(copy, copy.text(TEXT), undefined);
};

/** Of one UTF-16 unit. */
const WIDEST = 0xffff;

/** The letter that ends at a place: some are two UTF-16 units. */
export const letterBefore = (letters: Letters, end: number): string =>
  letters.at(end > 1 && letters.text.codePointAt(end - 2)! > WIDEST ? end - 2 : end - 1);

/** What stands of a text between two letters, these included: nothing where all of it was deleted. */
export const spanOf = (letters: Letters, [first, last]: readonly [string, string]): Range | undefined => {
  const [start, behind] = [letters.placeOf(first), letters.placeOf(last)];
  if (start === undefined || behind === undefined) return undefined;
  const isThere = behind < letters.text.length && letters.at(behind) === last;
  const width = isThere ? (letters.text.codePointAt(behind)! > WIDEST ? 2 : 1) : 0;
  return { start, end: Math.max(start, behind + width) };
};
