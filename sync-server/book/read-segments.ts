import { bytesToHex, readUint32, type Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Sha256 } from '../../src/kernel/ports.ts';
import { parseSegment, type Segment } from '../../src/log/segment.ts';
import type { Refusal } from '../../src/sync/log-port.ts';

export interface Reading {
  readonly segments: readonly Segment[];
  readonly refused: readonly Refusal[];
}

/** What can be said of segments before anything is looked up: form, sizes, body hash, book. */
export const readSegments = (list: readonly Bytes[], book: BookId, sha256: Sha256): Reading => {
  const segments: Segment[] = [];
  const refused: Refusal[] = [];
  for (const bytes of list) {
    const parsed = parseSegment(bytes, sha256);
    if (!parsed.ok) {
      refused.push({ segment: bytesToName(bytes, sha256), failure: parsed.error });
    } else if (!isOfBook(parsed.value, book)) {
      const failure = { code: 'book-wrong', message: 'A segment of another book.' };
      refused.push({ segment: parsed.value.hash, failure });
    } else {
      segments.push(parsed.value);
    }
  }
  return { segments, refused };
};

/** The genesis record cannot hold the book's id, which is its own hash. */
export const isOfBook = ({ header, hash }: Segment, book: BookId): boolean =>
  header.book === '' ? hash === book : header.book === book;

/** What the sender calls it: the hash of its header, as far as there is one. */
export const bytesToName = (bytes: Bytes, sha256: Sha256): SegmentHash => {
  const length = bytes.length >= 4 ? readUint32(bytes, 0) : 0;
  const isWithin = length > 0 && 4 + length <= bytes.length;
  return bytesToHex(sha256(isWithin ? bytes.subarray(4, 4 + length) : bytes)) as SegmentHash;
};
