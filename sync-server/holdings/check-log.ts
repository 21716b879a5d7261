import type { DeepHead, Head } from '../../src/clock/head.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { admit, type Place } from '../../src/log/admission.ts';
import { lastDepth, lastSeq } from '../../src/log/header.ts';
import { parseSegment, segmentToHead, type Segment } from '../../src/log/segment.ts';
import { isSignedBy, signingKeyToDevice } from '../../src/log/verify.ts';
import { isOfBook } from '../book/read-segments.ts';
import type { StoredSegment } from '../store.ts';

interface LogToCheck {
  readonly book: BookId;
  readonly device: DeviceId;
  readonly key: Bytes | undefined;
  readonly known: (names: readonly Head[]) => Promise<readonly DeepHead[]>;
  readonly crypto: Crypto;
}

export interface RowFault {
  readonly seq: number;
  readonly what: string;
}

export interface LogCheck {
  /** What is wrong with the next rows, in order of seq. */
  add(rows: readonly StoredSegment[]): Promise<readonly RowFault[]>;
  /** Where the log ends, by what was added. `isVouched`: a signature that was checked vouches for all of it. */
  ends(): readonly { readonly head: DeepHead; readonly isVouched: boolean }[];
}

/** One log, row by row, each checked as if it came in just now. */
export const createLogCheck = ({ book, device, key, known, crypto }: LogToCheck): LogCheck => {
  const ends = new Map<SegmentHash, ReturnType<LogCheck['ends']>[number]>();
  const isKeyRight = key !== undefined && signingKeyToDevice(key, crypto) === device;

  const signatureFaults = async (segment: Segment, row: StoredSegment): Promise<readonly string[]> => {
    if (!isKeyRight) return ['the key of its log is missing, or is not that of the device'];
    if (!row.isVerified || (await isSignedBy(segment, key, crypto))) return [];
    return ['its signature is wrong'];
  };

  const check = async (
    row: StoredSegment,
    segment: Segment,
    places: ReadonlyMap<string, Place>,
  ): Promise<readonly string[]> => {
    ends.delete(row.prev as SegmentHash);
    ends.set(segment.hash, { head: segmentToHead(segment), isVouched: row.isVerified });
    return [
      ...(isRowOf(row, segment, device) ? [] : ['its columns are not those of its header']),
      ...(isOfBook(segment, book) ? [] : ['it is of another book']),
      ...chainFaults(segment, places),
      ...(await signatureFaults(segment, row)),
    ];
  };

  return {
    add: async (rows) => {
      const faults: RowFault[] = [];
      const parsed = rows.map((row) => ({ row, result: parseSegment(row.bytes, crypto.sha256) }));
      const names = parsed.flatMap(({ result }) => (result.ok ? namesIn(result.value) : []));
      const places = new Map((await known(unique(names))).map((head) => [nameOf(head), headToPlace(head)]));
      for (const { row, result } of parsed) {
        const found = result.ok ? await check(row, result.value, places) : [result.error.message];
        for (const what of found) faults.push({ seq: row.firstSeq, what });
      }
      return faults;
    },
    ends: () => [...ends.values()],
  };
};

const chainFaults = (segment: Segment, places: ReadonlyMap<string, Place>): readonly string[] => {
  const own = new Map(
    namesIn(segment).map((name): [SegmentHash, Place | undefined] => [name.hash, places.get(nameOf(name))]),
  );
  const verdict = admit(segment.hash, segment.header, {
    segment: (of) => own.get(of),
    isHead: () => true,
    hasLog: () => false,
  });
  if (verdict.kind === 'held') return [`what it stands on is missing: ${verdict.missing.join(', ')}`];
  return verdict.kind === 'refused' ? [verdict.failure.message] : [];
};

/** What it stands on. */
const namesIn = ({ header: { device, seq, prev, context } }: Segment): readonly Head[] =>
  prev === '' ? context : [{ device, seq: seq - 1, hash: prev }, ...context];

const nameOf = ({ device, seq, hash }: Head): string => `${device} ${seq} ${hash}`;

const unique = (names: readonly Head[]): readonly Head[] => [
  ...new Map(names.map((name) => [nameOf(name), name])).values(),
];

const headToPlace = ({ device, seq, depth }: DeepHead): Place => ({
  device,
  lastSeq: seq,
  lastDepth: depth,
});

const isRowOf = (row: StoredSegment, { hash, header }: Segment, device: DeviceId): boolean =>
  row.hash === hash &&
  header.device === device &&
  row.prev === header.prev &&
  row.firstSeq === header.seq &&
  row.lastSeq === lastSeq(header) &&
  row.firstDepth === header.depth &&
  row.lastDepth === lastDepth(header) &&
  row.isControl === (header.kind === 'control');
