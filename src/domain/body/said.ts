import { MAX_PLACES, MAX_SENTENCE, MAX_SENTENCES, type Sentence } from './events.ts';
import { letterBefore, type Letters } from './letters.ts';
import type { Range } from './sentence.ts';
import { touchedBy, type Touched } from './touched.ts';
import type { Splice } from './commands.ts';
import { wordingsAt, type Wordings } from './places.ts';

/** A sentence that is being touched, as its writer finds it. */
interface Found {
  readonly touched: Touched;
  readonly places: readonly string[];
  readonly span: readonly [string, string] | undefined;
}

/** Of an edit: the text that it makes, and the sentences that it touches, as it finds them. */
interface Finding {
  readonly after: string;
  readonly found: readonly Found[];
}

/**
 * Looks at the sentences that an edit is about to touch; the document is changed in place, so this comes first. At heads
 * that are not the newest each look is dear, and there are few of them.
 */
export const findSentences = (letters: Letters, splices: readonly Splice[], wordings: Wordings): Finding => {
  const after = splices.reduce(
    (text, { at, deleted, inserted }) => text.slice(0, at) + inserted + text.slice(at + deleted),
    letters.text,
  );
  const touched = touchedBy(letters.text, after, splices).slice(0, MAX_SENTENCES);
  return {
    after,
    found: touched.map((one) => {
      const { hunk, before: sentences } = one;
      const first = sentences[0];
      if (!first) {
        const behind = hunk.from === 0 ? '' : letterBefore(letters, hunk.from);
        return { touched: one, places: [`>${behind}`], span: undefined };
      }
      const region = { start: first.start, end: sentences.at(-1)!.end };
      const begun = sentences.slice(0, MAX_PLACES).map(({ start }) => letters.at(start));
      return {
        touched: one,
        places: [...begun, ...inherited(letters, { region, begun, wordings })],
        span: [begun[0]!, letterBefore(letters, region.end)] as const,
      };
    }),
  };
};

/**
 * Places by which others may know these sentences: those that the wordings which stand here go by too, as long as they
 * have not become the place of another sentence.
 */
const inherited = (
  letters: Letters,
  { region, begun, wordings }: { region: Range; begun: readonly string[]; wordings: Wordings },
): readonly string[] => {
  const places = begun.flatMap((place) => (wordingsAt(wordings, place) ?? []).flatMap(({ at }) => at));
  return [...new Set(places)]
    .filter((place) => !begun.includes(place))
    .slice(0, MAX_INHERITED)
    .filter((place) => {
      if (place.startsWith('>')) return true;
      const at = letters.placeOf(place);
      return at !== undefined && at >= region.start && at < region.end;
    });
};

/** Each time that a sentence gets another first letter adds one. */
const MAX_INHERITED = 32;

/** What the event says of these sentences, once the edit is made. */
export const saySentences = (letters: Letters, found: readonly Found[]): Sentence[] => {
  let room = MAX_PLACES;
  let units = MAX_SENTENCE;
  return found.flatMap(({ touched, places, span }) => {
    const [first, last] = [touched.after[0], touched.after.at(-1)];
    const left = first && ([letters.at(first.start), letterBefore(letters, last!.end)] as const);
    const at = [...new Set([...(left ? [left[0]] : []), ...places])].slice(0, room);
    const within = left ?? span;
    if (!within || at.length === 0) return [];
    room -= at.length;
    const text = first ? letters.text.slice(first.start, last!.end) : '';
    units -= text.length;
    return [{ at, span: [...within], text: units >= 0 ? text : null }];
  });
};
