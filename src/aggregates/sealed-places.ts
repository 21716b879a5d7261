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

/**
 * The stream with the segment filled in for what has been sealed since. The state does not depend on it. A
 * snapshot's last place keeps the mark of the unsealed, which sorts later than any hash: the snapshot is then void a
 * little too often, never too seldom.
 */
export const sealStream = (row: StreamRow, run: SealedRun): StreamRow => {
  const isInside = (seq: number) => run.firstSeq <= seq && seq <= run.lastSeq;
  const place = (event: Event): Event =>
    event.place.segment === UNSEALED && isInside(event.place.seq)
      ? { ...event, place: { ...event.place, segment: run.hash } }
      : event;
  return {
    ...row,
    tail: row.tail.map(place),
    unsealed: row.unsealed.filter((seq) => !isInside(seq)),
    sealed: row.unsealed.some(isInside) ? [...new Set([...row.sealed, run.hash])] : row.sealed,
  };
};
