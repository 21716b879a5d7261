import { concatBytes } from '../kernel/bytes.ts';
import type { SegmentHash } from '../kernel/ids.ts';
import { lastDepth, lastSeq } from '../log/header.ts';
import type { PackEntry, PackRow } from '../log/rows.ts';
import type { Segment } from '../log/segment.ts';

const PACK_BYTES = 256 * 1024;

/** Consecutive segments of a device share a row, so that many small ones cost what a few large ones do. */
export const segmentsToPacks = (
  segments: readonly Segment[],
  verified: ReadonlySet<SegmentHash>,
): readonly PackRow[] => {
  const open = new Map<string, { size: number; readonly segments: Segment[] }>();
  const packs: Segment[][] = [];
  for (const segment of segments) {
    const { prev } = segment.header;
    let pack = prev === '' ? undefined : open.get(prev);
    if (!pack || pack.size >= PACK_BYTES) {
      pack = { size: 0, segments: [] };
      packs.push(pack.segments);
    }
    open.delete(prev);
    pack.segments.push(segment);
    pack.size += segment.bytes.length;
    open.set(segment.hash, pack);
  }
  return packs.map((pack) => segmentsToPack(pack, verified));
};

const segmentsToPack = (segments: readonly Segment[], verified: ReadonlySet<SegmentHash>): PackRow => {
  const entries: PackEntry[] = [];
  let at = 0;
  for (const { hash, header, bytes } of segments) {
    const { device, seq: firstSeq, depth: firstDepth, prev } = header;
    entries.push({
      hash,
      device,
      firstSeq,
      lastSeq: lastSeq(header),
      firstDepth,
      lastDepth: lastDepth(header),
      prev,
      at,
      length: bytes.length,
      ...(verified.has(hash) ? { isVerified: true } : {}),
    });
    at += bytes.length;
  }
  const { device, firstSeq, hash } = entries[0]!;
  const bytes = concatBytes(...segments.map((segment) => segment.bytes));
  return { device, firstSeq, hash, hashes: entries.map((entry) => entry.hash), entries, bytes };
};
