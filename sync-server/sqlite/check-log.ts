import type { DeepHead, Head } from '../../src/clock/head.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { admit, type Place } from '../../src/log/admission.ts';
import { lastDepth, lastSeq } from '../../src/log/header.ts';
import { parseSegment, segmentToHead, type Segment } from '../../src/log/segment.ts';
import { isSignedBy, signingKeyToDevice } from '../../src/log/verify.ts';
import { isOfBook } from '../book/read-segments.ts';

/** A row of the segments table, with what other tables say of it. */
export interface StoredRow {
  readonly hash: SegmentHash;
  readonly prev: SegmentHash | '';
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly firstDepth: number;
  readonly lastDepth: number;
  readonly verified: number;
  readonly isControl: number;
  readonly bytes: Bytes;
}

interface LogToCheck {
  readonly book: BookId;
  readonly device: DeviceId;
  readonly key: Bytes | undefined;
  readonly known: (name: Head) => DeepHead | undefined;
  readonly crypto: Crypto;
}

export interface LogCheck {
  /** What is wrong with the next row, in order of seq. */
  add(row: StoredRow): Promise<readonly string[]>;
  /** Where the log ends, by what was added. `isVouched`: a signature that was checked vouches for all of it. */
  ends(): readonly { readonly head: DeepHead; readonly isVouched: boolean }[];
}

/** One log, row by row, each checked as if it came in just now. */
export const createLogCheck = ({ book, device, key, known, crypto }: LogToCheck): LogCheck => {
  const ends = new Map<SegmentHash, ReturnType<LogCheck['ends']>[number]>();
  const isKeyRight = key !== undefined && signingKeyToDevice(key, crypto) === device;

  const place = (name: Head): Place | undefined => {
    const head = known(name);
    return head && { device: head.device, lastSeq: head.seq, lastDepth: head.depth };
  };

  const chainFaults = ({ hash, header }: Segment): readonly string[] => {
    const prev: Head[] = header.prev === '' ? [] : [{ device, seq: header.seq - 1, hash: header.prev }];
    const places = new Map([...prev, ...header.context].map((name) => [name.hash, place(name)]));
    const verdict = admit(hash, header, {
      segment: (of) => places.get(of),
      isHead: () => true,
      hasLog: () => false,
    });
    if (verdict.kind === 'held') return [`what it stands on is missing: ${verdict.missing.join(', ')}`];
    return verdict.kind === 'refused' ? [verdict.failure.message] : [];
  };

  const signatureFaults = async (segment: Segment, row: StoredRow): Promise<readonly string[]> => {
    if (!isKeyRight) return ['the key of its log is missing, or is not that of the device'];
    if (row.verified !== 1 || (await isSignedBy(segment, key, crypto))) return [];
    return ['its signature is wrong'];
  };

  return {
    add: async (row) => {
      const parsed = parseSegment(row.bytes, crypto.sha256);
      if (!parsed.ok) return [parsed.error.message];
      const segment = parsed.value;
      ends.delete(row.prev as SegmentHash);
      ends.set(segment.hash, { head: segmentToHead(segment), isVouched: row.verified === 1 });
      return [
        ...(isRowOf(row, segment, device) ? [] : ['its columns are not those of its header']),
        ...(isOfBook(segment, book) ? [] : ['it is of another book']),
        ...chainFaults(segment),
        ...(await signatureFaults(segment, row)),
      ];
    },
    ends: () => [...ends.values()],
  };
};

const isRowOf = (row: StoredRow, { hash, header }: Segment, device: DeviceId): boolean =>
  row.hash === hash &&
  header.device === device &&
  row.prev === header.prev &&
  row.firstSeq === header.seq &&
  row.lastSeq === lastSeq(header) &&
  row.firstDepth === header.depth &&
  row.lastDepth === lastDepth(header) &&
  (row.isControl === 1) === (header.kind === 'control');
