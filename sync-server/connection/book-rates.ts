import type { BookId } from '../../src/kernel/ids.ts';
import { debtToWait, draw, fullBucket, type Bucket, type Rate } from './token-bucket.ts';

/** What all connections of a book may send together, beyond which each of them is read more slowly. */
export interface BookRate {
  /** Milliseconds to wait, after so many bytes more at this time. */
  spend(bytes: number, now: number): number;
  close(): void;
}

export interface BookRates {
  open(book: BookId): BookRate;
}

/** Seconds of its rate that a book may have saved up. */
const SAVED = 10;

/** One bucket a book, as long as anybody is connected to it. */
export const createBookRates = (bytesPerSecond: number | undefined): BookRates => {
  if (bytesPerSecond === undefined) return { open: () => ({ spend: () => 0, close: () => undefined }) };
  const rate: Rate = { perSecond: bytesPerSecond, burst: SAVED * bytesPerSecond };
  const buckets = new Map<BookId, { bucket: Bucket | undefined; users: number }>();
  return {
    open: (book) => {
      const entry = buckets.get(book) ?? { bucket: undefined, users: 0 };
      buckets.set(book, entry);
      entry.users++;
      return {
        spend: (bytes, now) => {
          entry.bucket = draw(entry.bucket ?? fullBucket(rate, now), bytes, rate, now);
          return debtToWait(entry.bucket, rate);
        },
        close: () => {
          if (--entry.users === 0) buckets.delete(book);
        },
      };
    },
  };
};
