import type { Store } from '../../src/kernel/store.ts';

/** A store whose writes can be made to fail, as a full disk makes them: at the commit, with nothing changed. */
export interface Breakable<Tables> extends Store<Tables> {
  /** Writes that reach the store before one fails; then they go through again. */
  failAfter(writes: number): void;
  /** Has the failure that was asked for happened? */
  hasFailed(): boolean;
  /** Called before each write begins: where another window may step in. */
  beforeWrite: () => Promise<void>;
}

class DiskFull extends Error {
  override name = 'QuotaExceededError';
}

export const breakableStore = <Tables>(store: Store<Tables>): Breakable<Tables> => {
  let left = Infinity;
  const breakable: Breakable<Tables> = {
    ...store,
    beforeWrite: async () => undefined,
    failAfter: (writes) => {
      left = writes;
    },
    hasFailed: () => left < 0,
    write: async (names, body) => {
      await breakable.beforeWrite();
      if (left-- !== 0) return store.write(names, body);
      return store.write(names, async (tx) => {
        await body(tx);
        throw new DiskFull('The disk is full');
      });
    },
  };
  return breakable;
};
