import type { Head } from '../clock/head.ts';
import type { DeviceId, SegmentHash } from '../kernel/ids.ts';
import type { Outgoing } from './log-port.ts';

/** What the other side has told of, and what is on its way to it. */
export interface Underway {
  readonly theirs: readonly Head[] | undefined;
  readonly inFlight: readonly Outgoing[];
}

/** Their heads once all in flight has arrived: each segment sent replaces its predecessor. */
export const expected = ({ theirs, inFlight }: Underway): readonly Head[] => {
  const heads = new Map((theirs ?? []).map((head) => [head.hash, head]));
  for (const { head, prev } of inFlight) {
    if (prev !== '') heads.delete(prev);
    heads.set(head.hash, head);
  }
  return [...heads.values()];
};

/** Does each of these stand on what is there, or on its way, or before it among these? */
export const followOn = (underway: Underway, segments: readonly Outgoing[]): boolean => {
  const ends = new Set(expected(underway).map((head) => head.hash));
  return segments.every(({ head, prev }) => {
    const follows = prev === '' || ends.delete(prev) || ends.has(head.hash);
    ends.add(head.hash);
    return follows;
  });
};

/**
 * Is a head of `asked` in what ends in `heads`? By number where a log has one end on either side, else by hash: of a
 * fork, the longer branch says nothing of the other (FK1). `strange` are heads that the side without them does not
 * know: where neither knows the other's end, the ends are of two branches.
 */
export const covering = (
  heads: readonly Head[],
  asked: readonly Head[],
  strange: readonly SegmentHash[] = [],
): ((head: Head) => boolean) => {
  const hashes = new Set(heads.map((head) => head.hash));
  // Made when they are needed: as a rule all that is asked of is there by its hash, and a book may have many heads.
  let ends: ReadonlyMap<DeviceId, number> | undefined;
  return ({ device, seq, hash }) => {
    if (hashes.has(hash)) return true;
    ends ??= comparableEnds(heads, asked, strange);
    return seq < (ends.get(device) ?? 0);
  };
};

/** Where the logs of `heads` end that can be compared by number. */
const comparableEnds = (
  heads: readonly Head[],
  asked: readonly Head[],
  strange: readonly SegmentHash[],
): ReadonlyMap<DeviceId, number> => {
  const ends = new Map<DeviceId, number>();
  for (const list of [heads, asked]) {
    const met = new Set<DeviceId>();
    for (const { device, seq } of list) {
      const isForked = met.has(device) || ends.get(device) === 0;
      if (isForked) ends.set(device, 0);
      else if (list === heads) ends.set(device, seq);
      met.add(device);
    }
  }
  const unknown = new Set(strange);
  const isStrange = ({ hash }: Head): boolean => unknown.has(hash);
  const strangers = new Set(heads.filter(isStrange).map(({ device }) => device));
  for (const { device } of asked.filter(isStrange)) if (strangers.has(device)) ends.set(device, 0);
  return ends;
};

/** Those that a side with these heads does not have yet; having one, it has those before it too. */
export const notArrived = (
  segments: readonly Outgoing[],
  heads: readonly Head[],
  ours: readonly Head[],
  strange: readonly SegmentHash[] = [],
): readonly Outgoing[] => {
  const isThere = covering(heads, ours, strange);
  const arrived = new Set<SegmentHash | ''>();
  for (const { head, prev } of segments.toReversed()) {
    if (!isThere(head) && !arrived.has(head.hash)) continue;
    arrived.add(head.hash);
    arrived.add(prev);
  }
  return segments.filter(({ head }) => !arrived.has(head.hash));
};

export const sameHeads = (a: readonly Head[], b: readonly Head[]): boolean => {
  const hashes = new Set(b.map((head) => head.hash));
  return a.length === b.length && a.every((head) => hashes.has(head.hash));
};

export const sameHashes = (a: readonly SegmentHash[], b: readonly SegmentHash[]): boolean => {
  const hashes = new Set(b);
  return a.length === b.length && a.every((hash) => hashes.has(hash));
};

/** Events that they have told of and that are not here yet, log by log; of a forked log, by its longest branch. */
export const eventsToCome = (theirs: readonly Head[], ours: readonly Head[]): number => {
  const ends = (heads: readonly Head[]): ReadonlyMap<DeviceId, number> => {
    const seqs = new Map<DeviceId, number>();
    for (const { device, seq } of heads) seqs.set(device, Math.max(seq, seqs.get(device) ?? 0));
    return seqs;
  };
  const here = ends(ours);
  return [...ends(theirs)].reduce(
    (sum, [device, seq]) => sum + Math.max(0, seq - (here.get(device) ?? 0)),
    0,
  );
};
