import { sameBytes, type Bytes } from '../kernel/bytes.ts';
import type { SegmentHash } from '../kernel/ids.ts';
import type { Crypto } from '../kernel/ports.ts';
import type { WaitingRow } from '../log/rows.ts';
import { parseSegment, type Segment } from '../log/segment.ts';
import { isSignedBy } from '../log/verify.ts';

/** What waits for what it depends on (HB1), by hash. */
export type Held = ReadonlyMap<SegmentHash, WaitingRow>;

/** Bytes and segments that may wait. */
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_SEGMENTS = 4096;

/**
 * Holds a segment back. Nobody has checked the signature of what is held, and the hash leaves it out: so of two copies
 * the first stays, which may be the only one of an own enrolment, unless the other is signed by its device.
 */
export const hold = async (
  held: Map<SegmentHash, WaitingRow>,
  segment: Segment,
  missing: readonly SegmentHash[],
  keyOf: (segment: Segment) => Promise<Bytes | undefined>,
  crypto: Crypto,
): Promise<void> => {
  const before = held.get(segment.hash);
  if (before) {
    if (sameBytes(before.bytes, segment.bytes)) return;
    const key = await keyOf(segment);
    if (!key || !(await isSignedBy(segment, key, crypto))) return;
  }
  const others = [...held.values()].filter((row) => row !== before);
  const size = others.reduce((sum, row) => sum + row.bytes.length, segment.bytes.length);
  // Beyond the bound it is let go of: it was never acknowledged, so it is sent again.
  if (others.length >= MAX_SEGMENTS || size > MAX_BYTES) return;
  held.set(segment.hash, { hash: segment.hash, bytes: segment.bytes, missing });
};

/** Those that waited for this one, maybe for others too. */
export const waitingFor = (held: Held, arrived: SegmentHash, crypto: Crypto): readonly Segment[] =>
  [...held.values()]
    .filter((row) => row.missing.includes(arrived))
    .flatMap((row) => {
      const segment = parseSegment(row.bytes, crypto.sha256);
      return segment.ok ? [segment.value] : [];
    });

/** The rows to write: a server that makes much wait must not have all of it written again with each segment. */
export const heldRows = (before: Held, after: Held) => ({
  put: [...after.values()].filter((row) => before.get(row.hash) !== row),
  gone: [...before.keys()].filter((hash) => !after.has(hash)),
});
