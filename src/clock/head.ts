import type { DeviceId, SegmentHash } from '../kernel/ids.ts';

/** Where a log ends. The hash tells equal numbers on two branches apart (FK1). */
export interface Head {
  readonly device: DeviceId;
  /** Seq of the segment's last event, from 1. */
  readonly seq: number;
  readonly hash: SegmentHash;
}

/** A head with the greatest depth at it: enough to place what follows (DE1). */
export interface DeepHead extends Head {
  /** Depth of the segment's last command. */
  readonly depth: number;
}

/** Heads by device, then hash: the written form of a version vector. */
export const compareHeads = (a: Head, b: Head): number =>
  a.device < b.device
    ? -1
    : a.device > b.device
      ? 1
      : a.seq - b.seq || (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0);
