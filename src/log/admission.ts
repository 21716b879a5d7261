import type { Head } from '../clock/head.ts';
import type { DeviceId, SegmentHash } from '../kernel/ids.ts';
import { fail, type Failure, type Result } from '../kernel/result.ts';
import { lastDepth, lastSeq, type Header } from './header.ts';

/** What is remembered of an admitted segment: enough to place its successors. */
export interface SegmentInfo {
  readonly hash: SegmentHash;
  readonly device: DeviceId;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly lastDepth: number;
}

export const headerToInfo = (hash: SegmentHash, header: Header): SegmentInfo => ({
  hash,
  device: header.device,
  firstSeq: header.seq,
  lastSeq: lastSeq(header),
  lastDepth: lastDepth(header),
});

/** Where a segment ends: what must be known of a predecessor or a context entry. */
export type Place = Pick<SegmentInfo, 'device' | 'lastSeq' | 'lastDepth'>;

export interface Known {
  readonly segment: (hash: SegmentHash) => Place | undefined;
  /** Does a log end in this segment? */
  readonly isHead: (hash: SegmentHash) => boolean;
  /** Has this device a log here at all? */
  readonly hasLog: (device: DeviceId) => boolean;
}

export type AdmissionFailure = Failure<
  'chain-broken' | 'context-wrong' | 'depth-wrong' | 'not-a-first-segment'
>;

/**
 * - `append`: it continues a log, or starts one.
 * - `duplicate`: its hash is known; nothing changes (DU1).
 * - `held`: `missing` must arrive before anything can be said of it (HB1).
 * - `branch`: another segment with the same predecessor is known: a fork, and both are kept (FK1).
 * - `refused`: it breaks a rule that everyone can check from headers alone.
 */
export type Verdict =
  | { readonly kind: 'append' | 'branch'; readonly info: SegmentInfo }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'held'; readonly missing: readonly SegmentHash[] }
  | { readonly kind: 'refused'; readonly failure: AdmissionFailure };

/** The hashes that must be looked up before `admit` can answer. */
export const hashesToKnow = (hash: SegmentHash, header: Header): readonly SegmentHash[] => [
  hash,
  ...(header.prev === '' ? [] : [header.prev]),
  ...header.context.map((entry) => entry.hash),
];

/** The verdict on one segment, from its header and what is known. Signature and body are checked elsewhere. */
export const admit = (hash: SegmentHash, header: Header, known: Known): Verdict => {
  if (known.segment(hash)) return { kind: 'duplicate' };
  const prev = header.prev === '' ? undefined : known.segment(header.prev);
  const entries = header.context.map((entry) => known.segment(entry.hash));
  const missing = header.context.filter((_, i) => !entries[i]).map((entry) => entry.hash);
  if (header.prev !== '' && !prev) missing.unshift(header.prev);
  if (missing.length > 0) return { kind: 'held', missing };
  const failure = chainFailure(header, prev) ?? contextFailure(header, entries as readonly Place[]);
  if (failure) return { kind: 'refused', failure };
  const depth = 1 + Math.max(0, prev?.lastDepth ?? 0, ...entries.map((entry) => entry!.lastDepth));
  if (header.depth !== depth)
    return refused('depth-wrong', `Depth ${header.depth} where its context makes it ${depth}`, header);
  const continues = prev ? known.isHead(header.prev as SegmentHash) : !known.hasLog(header.device);
  return { kind: continues ? 'append' : 'branch', info: headerToInfo(hash, header) };
};

const failure = (code: AdmissionFailure['code'], what: string, header: Header): AdmissionFailure => {
  const result: Result<never, AdmissionFailure> = fail(
    code,
    `${what} (segment ${header.seq} of device ${header.device}).`,
  );
  return (result as { error: AdmissionFailure }).error;
};

const refused = (code: AdmissionFailure['code'], what: string, header: Header): Verdict => ({
  kind: 'refused',
  failure: failure(code, what, header),
});

const chainFailure = (header: Header, prev: Place | undefined): AdmissionFailure | undefined => {
  if (header.kind === 'control' && header.events !== 1)
    return failure('chain-broken', 'A control record is one event', header);
  if (prev && (prev.device !== header.device || prev.lastSeq + 1 !== header.seq))
    return failure('chain-broken', 'It does not continue the segment it names as its predecessor', header);
  if (!prev && (header.seq !== 1 || header.kind !== 'control'))
    return failure('not-a-first-segment', 'A log starts with its genesis or enrolment, at 1', header);
  return undefined;
};

const contextFailure = (header: Header, entries: readonly Place[]): AdmissionFailure | undefined => {
  const wrong = header.context.find((entry: Head, i) => !isEndOf(entry, entries[i]!));
  return (
    wrong &&
    failure(
      'context-wrong',
      `Its context names ${wrong.seq} of device ${wrong.device}, where no segment ends`,
      header,
    )
  );
};

const isEndOf = (entry: Head, info: Place): boolean =>
  entry.device === info.device && entry.seq === info.lastSeq;
