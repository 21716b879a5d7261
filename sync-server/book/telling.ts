import type { Head } from '../../src/clock/head.ts';
import type { Outgoing } from '../../src/sync/log-port.ts';
import type { Turns } from '../turns.ts';

/** Of the segments that are new the watcher is given all, or none: then each session looks for itself. */
export type Watcher = (heads: readonly Head[], fresh: readonly Outgoing[]) => void;

export interface Telling {
  /** The returned function ends it. */
  watch(watcher: Watcher): () => void;
  /** Resolves once the watchers have heard of them. */
  tell(segments: readonly Outgoing[]): Promise<void>;
  /** Tells what is read; where that is undefined, or fails, that there is more than can be told. Fails as `read` does. */
  tellRead(read: () => Promise<readonly Outgoing[] | undefined>): Promise<void>;
}

interface Ports {
  readonly turns: Turns;
  /** Those that are in place, of which what is being read may be a part. */
  readonly heads: () => readonly Head[];
  /** Resolves once what is being read has been. */
  readonly haveRead: () => Promise<void>;
}

/** All that one batch of commits brought is told at once: a `have` for each would be most of the traffic. */
export const createTelling = ({ turns, heads, haveRead }: Ports): Telling => {
  const watchers = new Set<Watcher>();
  let fresh: Outgoing[] = [];
  let telling: Promise<void> | undefined;
  /** Not all that is new is in `fresh`. */
  let isPartly = false;
  let readings = 0;

  const tell = (segments: readonly Outgoing[]): Promise<void> => {
    fresh.push(...segments);
    telling ??= turns.next().then(async () => {
      // Their heads are in place already: what belongs to them is told with them.
      if (readings > 0) await haveRead();
      const told = isPartly || readings > 0 ? [] : fresh;
      [fresh, telling, isPartly] = [[], undefined, false];
      const now = heads();
      for (const watcher of watchers) watcher(now, told);
    });
    return telling;
  };

  return {
    tell,
    tellRead: async (read) => {
      readings++;
      let found: readonly Outgoing[] | undefined;
      try {
        found = await read();
      } finally {
        readings--;
        isPartly ||= !found;
        void tell(found ?? []);
      }
    },
    watch: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
};
