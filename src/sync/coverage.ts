import type { Head } from '../clock/head.ts';
import type { DeviceId, SegmentHash } from '../kernel/ids.ts';
import type { Outgoing } from './log-port.ts';

/** What the other side has told of, and what is on its way to it. */
export interface Underway {
  readonly theirs: readonly Head[] | undefined;
  readonly inFlight: readonly Outgoing[];
}

/** What is asked of a list of heads, made once of each: a server's own is compared with that of each of its devices. */
interface Index {
  readonly hashes: ReadonlySet<SegmentHash>;
  /** Where each log ends; 0 for one that has several ends here. */
  ends(): ReadonlyMap<DeviceId, number>;
}

const indexes = new WeakMap<readonly Head[], Index>();

const indexOf = (heads: readonly Head[]): Index => {
  const known = indexes.get(heads);
  if (known) return known;
  // Made when they are needed: as a rule all that is asked of is there by its hash, and a book may have many heads.
  let ends: ReadonlyMap<DeviceId, number> | undefined;
  const index = { hashes: new Set(heads.map(({ hash }) => hash)), ends: () => (ends ??= headsToEnds(heads)) };
  indexes.set(heads, index);
  return index;
};

const headsToEnds = (heads: readonly Head[]): ReadonlyMap<DeviceId, number> => {
  const ends = new Map<DeviceId, number>();
  for (const { device, seq } of heads) ends.set(device, ends.has(device) ? 0 : seq);
  return ends;
};

/** Their heads once all in flight has arrived: each segment sent replaces its predecessor. */
export const expected = ({ theirs, inFlight }: Underway): readonly Head[] => {
  // As they are, unless one was told twice.
  if (theirs && inFlight.length === 0 && indexOf(theirs).hashes.size === theirs.length) return theirs;
  const heads = new Map((theirs ?? []).map((head) => [head.hash, head]));
  for (const { head, prev } of inFlight) {
    if (prev !== '') heads.delete(prev);
    heads.set(head.hash, head);
  }
  return [...heads.values()];
};

/** Does each of these stand on what is there, or on its way, or before it among these? */
export const followOn = ({ theirs, inFlight }: Underway, segments: readonly Outgoing[]): boolean => {
  const there = indexOf(theirs ?? []).hashes;
  // Over what is there, of which there may be much: is it an end, once what is in flight has arrived?
  const ends = new Map<SegmentHash, boolean>();
  const isEnd = (hash: SegmentHash): boolean => ends.get(hash) ?? there.has(hash);
  const follow = ({ head, prev }: Outgoing): boolean => {
    const follows = prev === '' || isEnd(prev) || isEnd(head.hash);
    if (prev !== '') ends.set(prev, false);
    ends.set(head.hash, true);
    return follows;
  };
  for (const one of inFlight) follow(one);
  return segments.every(follow);
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
  const there = indexOf(heads);
  const isParted = strange.length === 0 ? () => false : partedLogs(heads, asked, strange);
  return ({ device, seq, hash }) => {
    if (there.hashes.has(hash)) return true;
    const end = there.ends().get(device);
    if (end === undefined || seq >= end) return false;
    return indexOf(asked).ends().get(device) !== 0 && !isParted(device);
  };
};

/** The logs of which neither side knows an end that the other has. */
const partedLogs = (
  heads: readonly Head[],
  asked: readonly Head[],
  strange: readonly SegmentHash[],
): ((device: DeviceId) => boolean) => {
  const unknown = new Set(strange);
  const strangers = (list: readonly Head[]): ReadonlySet<DeviceId> =>
    new Set(list.flatMap(({ device, hash }) => (unknown.has(hash) ? [device] : [])));
  const [there, here] = [strangers(heads), strangers(asked)];
  return (device) => there.has(device) && here.has(device);
};

/** Those that a side with these heads does not have yet; having one, it has those before it too. */
export const notArrived = (
  segments: readonly Outgoing[],
  heads: readonly Head[],
  ours: readonly Head[],
  strange: readonly SegmentHash[] = [],
): readonly Outgoing[] => {
  const isThere = covering(heads, ours, strange);
  const behind = new Set<SegmentHash | ''>();
  const left: Outgoing[] = [];
  for (const one of segments.toReversed()) {
    if (behind.has(one.head.hash) || isThere(one.head)) behind.add(one.prev);
    else left.push(one);
  }
  return left.reverse().filter(({ head }) => !behind.has(head.hash));
};

export const sameHeads = (a: readonly Head[], b: readonly Head[]): boolean => {
  if (a === b) return true;
  return a.length === b.length && a.every(({ hash }) => indexOf(b).hashes.has(hash));
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
