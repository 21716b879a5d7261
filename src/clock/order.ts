import type { DeviceId, SegmentHash } from '../kernel/ids.ts';

/** An event's place in the canonical order. All events of a command share its depth. */
export interface Place {
  readonly depth: number;
  readonly device: DeviceId;
  readonly segment: SegmentHash | typeof UNSEALED;
  readonly seq: number;
}

/** Stands for the hash of a segment not sealed yet: greater than every hex digit, so it sorts last (CO1). */
export const UNSEALED = '~' as const;

/**
 * The canonical order: total, and it extends causal order, because a command is deeper than all it had seen.
 * Comparing "by vector clock, else by id" would not be transitive (CO1).
 */
export const comparePlaces = (a: Place, b: Place): number => {
  if (a.depth !== b.depth) return a.depth - b.depth;
  if (a.device !== b.device) return a.device < b.device ? -1 : 1;
  if (a.segment !== b.segment) return a.segment < b.segment ? -1 : 1;
  return a.seq - b.seq;
};
