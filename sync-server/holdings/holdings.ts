import type { DeepHead, Head } from '../../src/clock/head.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Ruling } from '../rulings/ruling.ts';
import type { StoredSegment } from '../store.ts';

/** Where in a log a page of it begins: behind this segment. */
export interface After {
  readonly seq: number;
  readonly hash: string;
}

const FROM_START: After = { seq: 0, hash: '' };

export interface Use {
  readonly invitation: SegmentHash;
  readonly device: DeviceId;
}

/** What can be said of a book without a key. */
export interface BookSize {
  readonly book: BookId;
  readonly devices: number;
  readonly segments: number;
  /** Of its segments alone. */
  readonly bytes: number;
  /** Ends of logs beyond one a device: forks. */
  readonly branches: number;
}

/**
 * All that a store holds, to be checked and copied: as it stood at one moment, also while servers write to it. Nothing
 * is changed by it.
 */
export interface Holdings {
  /** But those that were deleted: what is left of them is nobody's. */
  books(): Promise<readonly BookId[]>;
  rulings(): Promise<ReadonlyMap<BookId, Ruling>>;
  /** Also of the deleted; the largest first. */
  sizes(): Promise<readonly BookSize[]>;
  /** Those with segments, in order. */
  devices(book: BookId): Promise<readonly DeviceId[]>;
  /** What comes next of a log, by seq, then hash: some, of bounded size, and none at its end. */
  log(book: BookId, device: DeviceId, after: After): Promise<readonly StoredSegment[]>;
  /** The key of each log. */
  keys(book: BookId): Promise<ReadonlyMap<DeviceId, Bytes>>;
  heads(book: BookId): Promise<readonly DeepHead[]>;
  /** Those that are listed as control records. */
  controls(book: BookId): Promise<readonly SegmentHash[]>;
  /** Of each used invitation the device that used it, in order. */
  uses(book: BookId): Promise<readonly Use[]>;
  /** Those that are here as they are named. */
  known(book: BookId, names: readonly Head[]): Promise<readonly DeepHead[]>;
  /** Segments of all books. */
  count(): Promise<number>;
  /** What the store itself finds wrong with what it is kept in. */
  damage(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A whole log, a page at a time. */
export async function* pagesOf(
  holdings: Holdings,
  book: BookId,
  device: DeviceId,
): AsyncIterable<readonly StoredSegment[]> {
  let after = FROM_START;
  for (;;) {
    const page = await holdings.log(book, device, after);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = { seq: last.lastSeq, hash: last.hash };
  }
}
