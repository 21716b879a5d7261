import type { Splice } from './commands.ts';
import { joinHunks, splicesToHunks, type Hunk } from './hunks.ts';
import { sentencesIn, type Range } from './sentence.ts';

/** Sentences that an edit found, and what it made of them. One of the two may be empty. */
export interface Touched {
  readonly hunk: Hunk;
  readonly before: readonly Range[];
  readonly after: readonly Range[];
}

/**
 * The sentences that an edit touched: those of which it took or to which it gave a letter, those that it joined or
 * split, and those that are new. What was written beside a sentence did not touch it.
 */
export const touchedBy = (before: string, after: string, splices: readonly Splice[]): readonly Touched[] => {
  const touched: Touched[] = [];
  for (const hunk of splicesToHunks(splices)) {
    let one = aroundHunk(before, after, hunk);
    for (let last = touched.at(-1); last && isOneWith(last, one); last = touched.at(-1)) {
      touched.pop();
      one = aroundHunk(before, after, joinHunks(last.hunk, one.hunk));
    }
    touched.push(one);
  }
  return touched.filter((one) => one.before.length > 0 || one.after.length > 0);
};

/** What reaches out of the hunk on one side of the edit is the same text on the other side, and counts there too. */
const aroundHunk = (before: string, after: string, hunk: Hunk): Touched => {
  const { from, to, start, end } = hunk;
  const [old, fresh] = [sentencesIn(before, { start: from, end: to }), sentencesIn(after, { start, end })];
  const left = Math.max(0, from - (old[0]?.start ?? from), start - (fresh[0]?.start ?? start));
  const right = Math.max(0, (old.at(-1)?.end ?? to) - to, (fresh.at(-1)?.end ?? end) - end);
  return {
    hunk,
    before: sentencesIn(before, { start: from - left, end: to + right }),
    after: sentencesIn(after, { start: start - left, end: end + right }),
  };
};

const isOneWith = (a: Touched, b: Touched): boolean =>
  (a.before.at(-1)?.end ?? a.hunk.to) > (b.before[0]?.start ?? b.hunk.from) ||
  (a.after.at(-1)?.end ?? a.hunk.end) > (b.after[0]?.start ?? b.hunk.start);
