import type { DeepHead, Head } from '../clock/head.ts';
import type { Bytes } from '../kernel/bytes.ts';
import type { AggregateId, CommandId, DeviceId, EventName, SegmentHash } from '../kernel/ids.ts';
import type { SegmentInfo } from './admission.ts';

/** A command recorded and not sealed yet. Everything but the segment's hash is fixed (CX1). */
export interface PendingRow {
  /** Of the command's first event. */
  readonly seq: number;
  readonly depth: number;
  /** Entries changed since the command before; when there are some, a segment starts here. */
  readonly context: readonly Head[];
  readonly aggregate: AggregateId;
  readonly command: CommandId;
  /** Envelope and payload in turn. */
  readonly lines: readonly string[];
  readonly names: readonly EventName[];
  /** It is not understood here, and not folded: a newer version of the app recorded it (AS1). */
  readonly aside?: true;
}

/** Where a segment lies in its pack. */
export interface PackEntry extends SegmentInfo {
  readonly prev: SegmentHash | '';
  readonly firstDepth: number;
  /** Its own signature has been checked, not only that of a segment which stands on it. */
  readonly isVerified?: true;
  /** Offset and length of the segment's bytes in the pack. */
  readonly at: number;
  readonly length: number;
}

/** The truth: original bytes of one or more consecutive segments of a device. */
export interface PackRow {
  readonly device: DeviceId;
  readonly firstSeq: number;
  /** Of the first segment. */
  readonly hash: SegmentHash;
  /** Of all its segments. */
  readonly hashes: readonly SegmentHash[];
  readonly entries: readonly PackEntry[];
  readonly bytes: Bytes;
}

/** The end of a branch of a log. */
export interface HeadRow extends DeepHead {
  /** Folded into the stream rows or set aside; 0 for logs of devices that were never enrolled (ME1). */
  readonly seen: 0 | 1;
}

/** A segment of which something is aside: what an upgrade or a key that has come looks at again (AS1). */
export interface AsideRow {
  readonly hash: SegmentHash;
  /** Seqs of the events that are aside, whole commands; left out, all of them: the body does not open. */
  readonly seqs?: readonly number[];
  /** Why: the code of the first failure. */
  readonly why: string;
  /** Of the segment, in bytes. */
  readonly size: number;
}

/** A held segment (HB1). */
export interface WaitingRow {
  readonly hash: SegmentHash;
  readonly bytes: Bytes;
  readonly missing: readonly SegmentHash[];
}

/** Where the own log stands, pending commands included. */
export interface Tip {
  /** Counts writing transactions of all windows: each compares it first, so none works on what another has changed. */
  readonly version: number;
  /** Seq and depth of the last own event recorded; 0 before the first. */
  readonly seq: number;
  readonly depth: number;
  /** Head of what is sealed; empty before the first. */
  readonly sealed: DeepHead | undefined;
  /** Heads folded since the last own command: the next one starts a segment with them (CX1). */
  readonly news: readonly DeepHead[];
}

export const EMPTY_TIP: Tip = { version: 0, seq: 0, depth: 0, sealed: undefined, news: [] };
