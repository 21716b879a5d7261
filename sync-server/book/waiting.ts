import type { SegmentHash } from '../../src/kernel/ids.ts';
import type { Segment } from '../../src/log/segment.ts';

export interface WaitingLimits {
  readonly segments: number;
  readonly bytes: number;
}

/** What one book may hold back: enough for a batch that arrives the wrong way round, not for a log without its start. */
const WAITING_LIMITS: WaitingLimits = { segments: 4096, bytes: 16 * 1024 * 1024 };

/** What all books hold back together. */
export interface HeldInAll {
  bytes: number;
  readonly limit: number;
}

export const noneHeld = (limit = 256 * 1024 * 1024): HeldInAll => ({ bytes: 0, limit });

export interface Waiting {
  /** `missing` is what must come first. When there is no room, the longest-held make it. */
  hold(segment: Segment, missing: readonly SegmentHash[]): void;
  /** Those that waited for one of these and now wait for nothing: they are held no longer. */
  free(arrived: readonly SegmentHash[]): readonly Segment[];
  count(): number;
  /** All of it. */
  forget(): void;
}

/**
 * Segments whose predecessor or context is not here (HB1). They are in memory only and nothing is promised of them:
 * whoever sent them goes on offering them.
 */
export const createWaiting = (
  limits: WaitingLimits = WAITING_LIMITS,
  inAll: HeldInAll = noneHeld(),
): Waiting => {
  const held = new Map<SegmentHash, { readonly segment: Segment; readonly missing: Set<SegmentHash> }>();
  const waitingFor = new Map<SegmentHash, Set<SegmentHash>>();
  let bytes = 0;

  const count = (change: number): void => {
    bytes += change;
    inAll.bytes += change;
  };

  const forget = (hash: SegmentHash): void => {
    const entry = held.get(hash);
    if (!entry) return;
    held.delete(hash);
    count(-entry.segment.bytes.length);
    for (const missing of entry.missing) {
      const others = waitingFor.get(missing);
      others?.delete(hash);
      if (others?.size === 0) waitingFor.delete(missing);
    }
  };

  const makeRoom = (): void => {
    for (const hash of held.keys()) {
      if (held.size <= limits.segments && bytes <= limits.bytes && inAll.bytes <= inAll.limit) return;
      forget(hash);
    }
  };

  return {
    hold: (segment, missing) => {
      forget(segment.hash);
      held.set(segment.hash, { segment, missing: new Set(missing) });
      count(segment.bytes.length);
      for (const hash of missing) {
        const others = waitingFor.get(hash) ?? new Set();
        waitingFor.set(hash, others.add(segment.hash));
      }
      makeRoom();
    },
    free: (arrived) => {
      const freed: Segment[] = [];
      for (const hash of arrived) {
        for (const waiter of Array.from(waitingFor.get(hash) ?? [])) {
          const entry = held.get(waiter)!;
          entry.missing.delete(hash);
          if (entry.missing.size > 0) continue;
          forget(waiter);
          freed.push(entry.segment);
        }
        waitingFor.delete(hash);
      }
      return freed;
    },
    count: () => held.size,
    forget: () => [...held.keys()].forEach(forget),
  };
};
