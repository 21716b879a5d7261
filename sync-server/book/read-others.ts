import type { DeepHead } from '../../src/clock/head.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { readStored, type Segment } from '../../src/log/segment.ts';
import { endVerified } from '../../src/sync/end-verified.ts';
import type { Outgoing } from '../../src/sync/log-port.ts';
import type { Store } from '../store.ts';
import { readBetween } from './read-between.ts';

interface Ports {
  readonly book: BookId;
  readonly store: Store;
  readonly crypto: Crypto;
  readonly keyOf: (device: DeviceId) => Promise<Bytes | undefined>;
  /** Counts control records, none twice. */
  readonly count: (controls: readonly Segment[]) => Promise<void>;
}

export interface Others {
  /**
   * Reads what leads from some heads to others, and counts its control records. Undefined where it cannot be told by
   * the heads what that is. `own` of it are this node's: they count here in their order among the others, and are left
   * out of what is answered. One call at a time.
   */
  read(
    before: readonly DeepHead[],
    after: readonly DeepHead[],
    own: ReadonlySet<SegmentHash>,
  ): Promise<readonly Outgoing[] | undefined>;
  /** Not all control records that are stored are counted: a reading failed. */
  areUncounted(): boolean;
}

/** What other nodes have written, once for all who watch a book here. */
export const createOthers = ({ book, store, crypto, keyOf, count }: Ports): Others => {
  let isUncounted = false;
  return {
    read: async (before, after, own) => {
      const isNextOnly = !isUncounted;
      isUncounted = true; // Until they are.
      const between = isNextOnly ? await readBetween(store, book, before, after) : undefined;
      const bytes = between ? between.map((one) => one.bytes) : await store.controls(book);
      const segments = bytes.map((one) => readStored(one, crypto));
      await count(segments.filter(({ header }) => header.kind === 'control'));
      isUncounted = false;
      return between && (await endVerified(between, keyOf, crypto)).filter(({ head }) => !own.has(head.hash));
    },
    areUncounted: () => isUncounted,
  };
};
