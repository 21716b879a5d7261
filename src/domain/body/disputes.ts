import { textOf, type Document } from './document.ts';
import { lettersOf, spanOf, type Letters } from './letters.ts';
import { sentencesIn, type Range } from './sentence.ts';
import { wordingsAt, type Wordings } from './places.ts';
import { comparePlaces, type Wording } from './wordings.ts';

/** Wordings of one sentence that had not seen one another, where what stands now is not what each of them says. */
export interface Dispute {
  /** One of its places: it names the dispute. */
  readonly place: string;
  /** In canonical order. */
  readonly wordings: readonly Wording[];
  /** What stands there now: the letters of all of them, which perhaps nobody wrote so. */
  readonly standing: string;
}

export const NO_DISPUTES: readonly Dispute[] = [];

/** Of very many wordings of one sentence, which nobody writes but a hostile member: each costs a look at the text. */
const MOST_LOOKED_AT = 64;

/** Nearly all bodies have none, and that is seen without looking at the text. */
export const disputesIn = (doc: Document | undefined, wordings: Wordings): readonly Dispute[] => {
  if (!doc) return NO_DISPUTES;
  if (wordings.shared.size === 0) return NO_DISPUTES;
  const letters = lettersOf(doc, textOf(doc));
  const stood = new Map<Wording, boolean>();
  const stands = (wording: Wording): boolean => {
    const known = stood.get(wording) ?? isAsWritten(letters, wording);
    stood.set(wording, known);
    return known;
  };
  const open = [...wordings.shared].filter((place) => !wordingsAt(wordings, place)!.every(stands));
  return joinPlaces(wordings, open.toSorted()).map(([place, held]) => {
    const sorted = held.toSorted(comparePlaces);
    const region = regionOf(letters, sorted.slice(0, MOST_LOOKED_AT));
    return { place, wordings: sorted, standing: textIn(letters, region) };
  });
};

/** Does a wording stand to the letter, as sentences of their own? */
const isAsWritten = (letters: Letters, { span, text }: Wording): boolean => {
  if (text === null) return false;
  const region = spanOf(letters, span);
  if (!region || textIn(letters, region) !== text) return false;
  if (text === '') return true;
  const sentences = sentencesIn(letters.text, region);
  return sentences[0]?.start === region.start && sentences.at(-1)?.end === region.end;
};

export const textIn = ({ text }: Pick<Letters, 'text'>, region: Range | undefined): string =>
  region ? text.slice(region.start, region.end) : '';

/**
 * What the wordings left or took away, in one piece about the place that they have in common: a member may claim that
 * their sentence reaches over all of a text, and whoever settles that is not to take the rest away. Undefined where
 * their place never was.
 */
export const regionOf = (letters: Letters, wordings: readonly Wording[]): Range | undefined => {
  const at = positionOf(letters, commonPlace(wordings));
  if (at === undefined) return undefined;
  const reach = ({ start, end }: Range, other: Range): boolean =>
    letters.text.slice(Math.min(end, other.end), Math.max(start, other.start)).trim() === '';
  let region = { start: at, end: at };
  let apart = wordings.flatMap((wording) => claimOf(letters, wording) ?? []);
  for (let before = -1; before !== apart.length;) {
    before = apart.length;
    apart = apart.filter((claim) => {
      if (!reach(region, claim)) return true;
      region = { start: Math.min(region.start, claim.start), end: Math.max(region.end, claim.end) };
      return false;
    });
  }
  return region;
};

/** The first that most of them go by. */
const commonPlace = (wordings: readonly Wording[]): string => {
  const counts = new Map<string, number>();
  for (const { at } of wordings)
    for (const place of new Set(at)) counts.set(place, (counts.get(place) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts.keys()].filter((place) => counts.get(place) === most).toSorted()[0]!;
};

/** Behind a letter, or at the start, where nothing was found there. */
const positionOf = (letters: Letters, place: string): number | undefined => {
  if (!place.startsWith('>')) return letters.placeOf(place);
  const behind = place.slice(1);
  if (behind === '') return 0;
  return spanOf(letters, [behind, behind])?.end;
};

/** What stands of a wording, for as many sentences as it says, from one of its places on. */
const claimOf = (letters: Letters, { at, span, text }: Wording): Range | undefined => {
  const whole = at.includes(span[0]) ? spanOf(letters, span) : undefined;
  if (!whole) return undefined;
  const most = Math.max(1, sentencesIn(text ?? '', { start: 0, end: text?.length ?? 0 }).length);
  const last = sentencesIn(letters.text, whole)[most - 1];
  return last ? { start: whole.start, end: Math.min(whole.end, last.end) } : whole;
};

/** Places that have a wording in common are one dispute: an edit joined their sentences, or its writer had renewed one. */
const joinPlaces = (
  wordings: Wordings,
  places: readonly string[],
): readonly (readonly [string, readonly Wording[]])[] => {
  const placesByHash = Map.groupBy(
    places.flatMap((place) =>
      wordingsAt(wordings, place)!.map((wording) => ({ key: keyOf(wording), place })),
    ),
    ({ key }) => key,
  );
  const done = new Set<string>();
  return places.flatMap((first) => {
    if (done.has(first)) return [];
    const found = new Map<string, Wording>();
    const todo = [first];
    for (let place = todo.pop(); place !== undefined; place = todo.pop()) {
      if (done.has(place)) continue;
      done.add(place);
      for (const wording of wordingsAt(wordings, place)!) {
        if (found.has(keyOf(wording))) continue;
        found.set(keyOf(wording), wording);
        for (const one of placesByHash.get(keyOf(wording))!) todo.push(one.place);
      }
    }
    return [[first, [...found.values()]] as const];
  });
};

/** An edit may have touched several sentences. */
const keyOf = ({ hash, at }: Wording): string => `${hash} ${at[0]}`;
