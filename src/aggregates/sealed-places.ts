import { UNSEALED } from '../clock/order.ts';
import type { Event } from '../events/event.ts';
import type { SegmentHash } from '../kernel/ids.ts';
import type { StreamRow } from './rows.ts';

/** A run of own events, `firstSeq` to `lastSeq`, and the segment they are sealed in now. */
export interface SealedRun {
  readonly hash: SegmentHash;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** An own event with the segment filled in, where that holds it now. */
export const sealEvent = (event: Event, { hash, firstSeq, lastSeq }: SealedRun): Event =>
  event.place.segment === UNSEALED && firstSeq <= event.place.seq && event.place.seq <= lastSeq
    ? { ...event, place: { ...event.place, segment: hash } }
    : event;

/**
 * The stream with the segment filled in for what has been sealed since. The state does not depend on it, as long as
 * the own log has one branch: nothing else sorts by that hash. A snapshot's last place keeps the mark of the unsealed, which sorts later than any hash: the snapshot is then void a
 * little too often, never too seldom.
 */
export const sealStream = (row: StreamRow, run: SealedRun): StreamRow => {
  const isInside = (seq: number) => run.firstSeq <= seq && seq <= run.lastSeq;
  return {
    ...row,
    tail: row.tail.map((event) => sealEvent(event, run)),
    unsealed: row.unsealed.filter((seq) => !isInside(seq)),
    sealed: row.unsealed.some(isInside) ? [...new Set([...row.sealed, run.hash])] : row.sealed,
  };
};
