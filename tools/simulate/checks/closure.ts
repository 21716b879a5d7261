import type { Bytes } from '../../../src/kernel/bytes.ts';
import type { Sha256 } from '../../../src/kernel/ports.ts';
import type { SegmentHash } from '../../../src/kernel/ids.ts';
import { parseSegment } from '../../../src/log/segment.ts';

/** What a segment stands on: its predecessor and its context. */
export const createLinks = (
  sha256: Sha256,
): ((hash: SegmentHash, bytes: Bytes) => readonly SegmentHash[]) => {
  const known = new Map<SegmentHash, readonly SegmentHash[]>();
  return (hash, bytes) => {
    const before = known.get(hash);
    if (before) return before;
    const segment = parseSegment(bytes, sha256);
    if (!segment.ok) throw new Error(`A stored segment does not read: ${segment.error.message}`);
    const { prev, context } = segment.value.header;
    const links = [...(prev === '' ? [] : [prev]), ...context.map((head) => head.hash)];
    known.set(hash, links);
    return links;
  };
};

/** How much of what these stand on is not there: what is stored is closed under "came before" (HB1). */
export const missingBelow = (
  fresh: ReadonlyMap<SegmentHash, Bytes>,
  stored: { has(hash: SegmentHash): boolean },
  linksOf: ReturnType<typeof createLinks>,
): number =>
  [...fresh]
    .flatMap(([hash, bytes]) => linksOf(hash, bytes))
    .filter((hash) => !fresh.has(hash) && !stored.has(hash)).length;
