import { bytesToHex, bytesToUtf8, readUint32, type Bytes } from '../kernel/bytes.ts';
import type { SegmentHash } from '../kernel/ids.ts';
import type { Sha256 } from '../kernel/ports.ts';
import { parseHeader } from '../log/header.ts';
import { MAX_HEADER } from '../log/limits.ts';
import { segmentToHead } from '../log/segment.ts';
import type { Outgoing } from './log-port.ts';

/**
 * A segment by what its header says of it, for keeping count of what is on its way; whoever takes it checks the rest.
 * Undefined for bytes that no log could go on from.
 */
export const bytesToOutgoing = (bytes: Bytes, sha256: Sha256): Outgoing | undefined => {
  const length = bytes.length < 4 ? 0 : readUint32(bytes, 0);
  if (length > MAX_HEADER) return undefined;
  const headerBytes = bytes.subarray(4, 4 + length);
  const header = parseHeader(textOrNothing(headerBytes));
  if (!header) return undefined;
  const { device, seq, hash } = segmentToHead({
    header,
    hash: bytesToHex(sha256(headerBytes)) as SegmentHash,
  });
  return { head: { device, seq, hash }, prev: header.prev, bytes };
};

const textOrNothing = (bytes: Bytes): string => {
  try {
    return bytesToUtf8(bytes);
  } catch {
    return '';
  }
};
