import type { AggregateId } from '../../src/kernel/ids.ts';

export interface WatchList {
  /** Whether something on screen shows it. */
  has(id: AggregateId): boolean;
  /** Until the returned function is called. */
  hold(id: AggregateId): () => void;
}

/** Counts who looks at what, and tells when the set has changed: two panes may show one person. */
export const createWatchList = (tell: (ids: readonly AggregateId[]) => void): WatchList => {
  const holders = new Map<AggregateId, number>();
  const release = (id: AggregateId): void => {
    const left = holders.get(id)! - 1;
    if (left > 0) return void holders.set(id, left);
    holders.delete(id);
    tell([...holders.keys()]);
  };
  return {
    has: (id) => holders.has(id),
    hold: (id) => {
      const count = holders.get(id) ?? 0;
      holders.set(id, count + 1);
      if (count === 0) tell([...holders.keys()]);
      return () => release(id);
    },
  };
};
