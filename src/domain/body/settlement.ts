import * as Automerge from '@automerge/automerge';
import { TEXT } from './change.ts';
import type { Past } from './clocks.ts';
import { regionOf, textIn } from './disputes.ts';
import type { Document } from './document.ts';
import { MAX_PLACES, MAX_SENTENCE, type Sentence } from './events.ts';
import { letterBefore, lettersOfCopy, type Letters } from './letters.ts';
import type { Range } from './sentence.ts';
import { follows, type Wording } from './wordings.ts';

/**
 * The change that settles some wordings of a sentence, and what its event says.
 *
 * 1. It follows these wordings and nothing else, so whatever else was written stands beside it.
 * 2. It is a function of the wordings and the text: two devices that settle the same in the same way make one change, to
 *    the byte, and the text has the sentence once. So its actor is no device's, but follows from what it does.
 * 3. Without a text it does nothing but follow them: what stands is left as it stands.
 */
export const settlementOf = (
  doc: Document,
  past: Pick<Past, 'clock' | 'meta'>,
  settled: readonly Wording[],
  text: string | undefined,
): { readonly change: Uint8Array; readonly sentence: Sentence } => {
  const heads = lastOf(past, settled);
  const letters = lettersOfCopy(doc, heads);
  const end = { start: letters.text.length, end: letters.text.length };
  const region = regionOf(letters, settled) ?? end;
  const put = text === undefined ? undefined : replacement(letters.text, region, text);
  const startOp = 1 + Math.max(...heads.map((hash) => past.meta(hash)!.maxOp));
  const toChange = (actor: string) =>
    Automerge.encodeChange({
      actor,
      seq: 1,
      startOp,
      time: 0,
      message: null,
      deps: [...heads],
      ops: put ? toOperations(letters, put, actor, startOp) : [],
    } as unknown as Automerge.DecodedChange);
  const actor = Automerge.decodeChange(toChange(NOBODY)).hash.slice(0, NOBODY.length);
  const change = toChange(actor);
  const left = text ?? textIn(letters, region);
  const start = region.start + (put?.lead ?? 0);
  return { change, sentence: saidOf(doc, change, settled, { start, text: left }) };
};

const NOBODY = '0'.repeat(32);

/** Of the wordings' changes, those that none of the others follows. */
const lastOf = ({ clock }: Pick<Past, 'clock'>, settled: readonly Wording[]): readonly string[] => {
  const isFollowed = (wording: Wording): boolean =>
    settled.some((one) => one.hash !== wording.hash && follows(clock([one.hash]), wording));
  return [...new Set(settled.filter((one) => !isFollowed(one)).map(({ hash }) => hash))].toSorted();
};

/** What is taken out of a text, and what is put there. */
interface Replacement extends Range {
  readonly inserted: string;
  /** Space ahead of the sentence. */
  readonly lead: number;
}

/** Letters that stay are left alone, and a sentence that comes back into a gap is kept apart from its neighbours. */
const replacement = (text: string, region: Range, wanted: string): Replacement => {
  const isEmpty = region.start === region.end && wanted !== '';
  const needsSpace = (neighbour: string | undefined): boolean =>
    isEmpty && neighbour !== undefined && neighbour.trim() !== '';
  const lead = needsSpace(text[region.start - 1]) ? ' ' : '';
  const spaced = `${lead}${wanted}${needsSpace(text[region.end]) ? ' ' : ''}`;
  const [old, fresh] = [Array.from(text.slice(region.start, region.end)), Array.from(spaced)];
  const most = Math.min(old.length, fresh.length);
  let same = 0;
  while (same < most && old[same] === fresh[same]) same++;
  let tail = 0;
  while (tail < most - same && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++;
  return {
    start: region.start + old.slice(0, same).join('').length,
    end: region.end - (tail === 0 ? 0 : old.slice(-tail).join('').length),
    inserted: fresh.slice(same, fresh.length - tail).join(''),
    lead: lead.length,
  };
};

const toOperations = (
  letters: Letters,
  { start, end, inserted }: Replacement,
  actor: string,
  startOp: number,
): readonly object[] => {
  const ops: object[] = [];
  for (let at = start; at < end; at += letters.text.codePointAt(at)! > 0xffff ? 2 : 1) {
    const elemId = letters.at(at);
    ops.push({ action: 'del', obj: TEXT, elemId, pred: [elemId] });
  }
  let elemId = start === 0 ? '_head' : letterBefore(letters, start);
  for (const value of inserted) {
    const id = `${startOp + ops.length}@${actor}`;
    ops.push({ action: 'set', obj: TEXT, elemId, insert: true, value, pred: [] });
    elemId = id;
  }
  return ops;
};

/** At the places of all that it settles, and where they lay. */
const saidOf = (
  doc: Document,
  change: Uint8Array,
  settled: readonly Wording[],
  { start, text }: { readonly start: number; readonly text: string },
): Sentence => {
  const { hash } = Automerge.decodeChange(change);
  const copy = Automerge.applyChanges(Automerge.clone(doc), [change])[0];
  const letters = lettersOfCopy(copy, [hash]);
  const span =
    text === ''
      ? settled[0]!.span
      : ([letters.at(start), letterBefore(letters, start + text.length)] as const);
  return {
    at: [...new Set([span[0], ...settled.flatMap(({ at }) => at)])].slice(0, MAX_PLACES),
    span: [...span],
    text: text.length > MAX_SENTENCE ? null : text,
  };
};
