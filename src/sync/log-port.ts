import type { Head } from '../clock/head.ts';
import type { Bytes } from '../kernel/bytes.ts';
import type { SegmentHash } from '../kernel/ids.ts';
import type { Failure } from '../kernel/result.ts';

/** A stored segment on its way out: what a session must know of it to say what comes next. */
export interface Outgoing {
  readonly head: Head;
  readonly prev: SegmentHash | '';
  readonly bytes: Bytes;
}

export interface Missing {
  /** What the other side has, or is about to have. */
  readonly after: readonly Head[];
  /** Heads told by this side that the other does not know: those logs are sent from where they are known. */
  readonly unknownThere: readonly SegmentHash[];
  /** Segments that the other side has refused: neither they nor what follows on them is offered again. */
  readonly refused?: readonly Head[];
  /** Bytes; at least one segment is given, however large. */
  readonly budget: number;
}

export interface Collected {
  readonly segments: readonly Outgoing[];
  /** More than the budget allowed is missing there. */
  readonly more: boolean;
  /** Those of `after` that are not known here. */
  readonly unknownHere: readonly SegmentHash[];
}

export interface Refusal {
  readonly segment: SegmentHash;
  readonly failure: Failure;
}

export interface Taken {
  /** Segments that were new and are durable now, also those held before and freed by these. */
  readonly admitted: readonly Outgoing[];
  readonly duplicates: number;
  /** Waiting for a predecessor or context: neither durable nor acknowledged (HB1). */
  readonly held: number;
  readonly refused: readonly Refusal[];
  /** Somebody waits for the book: less should be taken at a time. */
  readonly awaited?: boolean;
}

/**
 * The log as a sync session sees it: devices and the server have one each.
 *
 * 1. `heads` is causally closed and speaks only of what is durable.
 * 2. `collect` answers context before what depends on it (by first depth), and follows from `after` alone.
 * 3. `take` resolves after a durable commit; taking the same segments again changes nothing (DU1).
 */
export interface LogPort {
  heads(): Promise<readonly Head[]>;
  collect(missing: Missing): Promise<Collected>;
  take(segments: readonly Bytes[]): Promise<Taken>;
}
