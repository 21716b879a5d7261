import {
  bytesToHex,
  bytesToUtf8,
  concatBytes,
  readUint32,
  uint32ToBytes,
  type Bytes,
} from '../kernel/bytes.ts';
import type { SegmentHash } from '../kernel/ids.ts';
import type { Sha256 } from '../kernel/ports.ts';
import { assert, fail, ok, type Failure, type Result } from '../kernel/result.ts';
import type { DeepHead } from '../clock/head.ts';
import { lastDepth, lastSeq, parseHeader, type Header } from './header.ts';
import { MAX_HEADER, MAX_STORED } from './limits.ts';

const SIGNATURE = 64;

/** A segment read from bytes: its header believed in form only, its body matching the header's hash. */
export interface Segment {
  readonly hash: SegmentHash;
  readonly header: Header;
  /** Both header lines with their newlines: what is hashed and signed. */
  readonly headerBytes: Bytes;
  readonly signature: Bytes;
  /** As stored: compressed, encrypted. */
  readonly body: Bytes;
  /** The whole as it travels: header length, header, signature, body. */
  readonly bytes: Bytes;
}

export type SegmentFailure = Failure<'segment-malformed' | 'body-mismatch'>;

export const partsToSegment = (headerBytes: Bytes, signature: Bytes, body: Bytes): Bytes =>
  concatBytes(uint32ToBytes(headerBytes.length), headerBytes, signature, body);

/** Reads one segment; checks form, sizes and the body's hash. Needs no key. */
export const parseSegment = (bytes: Bytes, sha256: Sha256): Result<Segment, SegmentFailure> => {
  const malformed = (what: string) => fail('segment-malformed', `Not a segment: ${what}.`);
  if (bytes.length < 4) return malformed('shorter than its header length');
  const headerLength = readUint32(bytes, 0);
  if (headerLength === 0 || headerLength > MAX_HEADER) return malformed('header length out of bounds');
  const bodyAt = 4 + headerLength + SIGNATURE;
  if (bytes.length <= bodyAt) return malformed('it ends before its body');
  if (bytes.length - bodyAt > MAX_STORED) return malformed('body too large');
  const headerBytes = bytes.subarray(4, 4 + headerLength);
  const header = parseHeader(textOrNothing(headerBytes));
  if (!header) return malformed('the header is not one this version writes');
  const body = bytes.subarray(bodyAt);
  if (bytesToHex(sha256(body)) !== header.bodyHash)
    return fail(
      'body-mismatch',
      `The body of segment ${header.seq} of device ${header.device} is not the one signed.`,
    );
  const hash = bytesToHex(sha256(headerBytes)) as SegmentHash;
  return ok({ hash, header, headerBytes, signature: bytes.subarray(4 + headerLength, bodyAt), body, bytes });
};

/** Reads what was checked when it was stored. */
export const readStored = (bytes: Bytes, { sha256 }: { readonly sha256: Sha256 }): Segment => {
  const parsed = parseSegment(bytes, sha256);
  assert(parsed.ok, 'a stored segment reads as it did');
  return parsed.value;
};

const textOrNothing = (bytes: Bytes): string => {
  try {
    return bytesToUtf8(bytes);
  } catch {
    return '';
  }
};

/** The head of a log that ends with this segment. */
export const segmentToHead = (segment: Pick<Segment, 'hash' | 'header'>): DeepHead => ({
  device: segment.header.device,
  seq: lastSeq(segment.header),
  hash: segment.hash,
  depth: lastDepth(segment.header),
});
