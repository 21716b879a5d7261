import type { Head } from './head.ts';

/**
 * A version vector (vector clock): for every log the heads known of it, one for each branch. Two heads of one
 * device are compared by descent, not by number alone, because a fork gives equal numbers to different events.
 */
export type VersionVector = readonly Head[];

/** Does `later` stand on the chain that ends in `earlier`, or equal it? Answered by whoever stores the logs. */
export type Descends = (later: Head, earlier: Head) => boolean;

/** For logs without forks, where the number decides. */
export const descendsBySeq: Descends = (later, earlier) =>
  later.device === earlier.device && (later.hash === earlier.hash || later.seq > earlier.seq);

/** The vector with `entry` known too: it replaces the heads it follows and is dropped where it is followed (CX1). */
export const withHead = (vector: VersionVector, entry: Head, descends: Descends): VersionVector => {
  if (vector.some((known) => known.device === entry.device && descends(known, entry))) return vector;
  return [...vector.filter((known) => known.device !== entry.device || !descends(entry, known)), entry];
};

export const mergeVectors = (a: VersionVector, b: VersionVector, descends: Descends): VersionVector =>
  b.reduce((merged, entry) => withHead(merged, entry, descends), a);

export type Ordering = 'equal' | 'before' | 'after' | 'concurrent';

/** Compared entry by entry: `before` means that everything in `a` is in `b`. */
export const compareVectors = (a: VersionVector, b: VersionVector, descends: Descends): Ordering => {
  const within = (inner: VersionVector, outer: VersionVector) =>
    inner.every((entry) => outer.some((known) => known.device === entry.device && descends(known, entry)));
  const [inB, inA] = [within(a, b), within(b, a)];
  return inB ? (inA ? 'equal' : 'before') : inA ? 'after' : 'concurrent';
};
