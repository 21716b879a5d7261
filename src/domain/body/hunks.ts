import type { Splice } from './commands.ts';

/** A part of the text before an edit, `from` to `to`, and what stands in its place after it, `start` to `end`. */
export interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** What splices, each of the text that those before it have left, do together: apart from one another, in order. */
export const splicesToHunks = (splices: readonly Splice[]): readonly Hunk[] =>
  splices.reduce<readonly Hunk[]>(withSplice, []);

const withSplice = (hunks: readonly Hunk[], { at, deleted, inserted }: Splice): readonly Hunk[] => {
  const end = at + deleted;
  const grown = inserted.length - deleted;
  const left = hunks.filter((hunk) => hunk.end < at);
  const right = hunks.filter((hunk) => hunk.start > end);
  const met = hunks.slice(left.length, hunks.length - right.length);
  /** From a place after the edit to the one before it, behind these hunks. */
  const back = (place: number, behind: Hunk | undefined) => place + (behind ? behind.to - behind.end : 0);
  const [first, last] = [met[0], met.at(-1)];
  const joined: Hunk = {
    from: first && first.start <= at ? first.from : back(at, left.at(-1)),
    to: last && last.end >= end ? last.to : back(end, last ?? left.at(-1)),
    start: Math.min(at, first?.start ?? at),
    end: Math.max(end, last?.end ?? end) + grown,
  };
  const moved = right.map((hunk) => ({ ...hunk, start: hunk.start + grown, end: hunk.end + grown }));
  return [...left, joined, ...moved];
};

export const joinHunks = (first: Hunk, last: Hunk): Hunk => ({
  from: first.from,
  to: last.to,
  start: first.start,
  end: last.end,
});
