import type { DeepHead, Head } from '../../src/clock/head.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId } from '../../src/kernel/ids.ts';
import type { StoredSegment } from '../store.ts';

export type Arrival = StoredSegment & { readonly id: number; readonly book: BookId };

/** What a store holds in the order in which it came, for a check that goes on where the last one ended. */
export interface Arrivals {
  /** Behind the last segment that a check has got to, of this or an earlier process; 0 for none. */
  place(): Promise<number>;
  /** The next ones: some, and none once all have been given that were there when `place` was asked. */
  next(after: number): Promise<readonly Arrival[]>;
  /** A hint: forgotten, more is checked than has to be. */
  remember(place: number): Promise<void>;
  key(book: BookId, device: DeviceId): Promise<Bytes | undefined>;
  known(book: BookId, names: readonly Head[]): Promise<readonly DeepHead[]>;
  close(): Promise<void>;
}
