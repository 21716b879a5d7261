import type { BookId } from '../../src/kernel/ids.ts';
import type { Timers } from '../../src/kernel/ports.ts';
import type { Failure } from '../../src/kernel/result.ts';
import { debtToWait, draw, fullBucket, type Bucket, type Rate } from './token-bucket.ts';

export type BookRateFailure = Failure<'book-rate'>;

/** What all connections of a book may send together. Beyond it each of them is read more slowly. */
export interface BookRate {
  /** Milliseconds to wait, after so many bytes more at this time. */
  spend(bytes: number, now: number): number;
  /** What to say to who sends now, where the wait has become so long that nobody should be left to guess at it. */
  refusal(now: number): BookRateFailure | undefined;
  close(): void;
}

export interface BookRates {
  open(book: BookId): BookRate;
}

/** Seconds of its rate that a book may have saved up. */
const SAVED = 10;
/** Milliseconds: devices give up on a connection that has been silent for three times as long. */
export const LONGEST_HOLD = 10_000;

/** One bucket a book, as long as anybody is connected to it or it is in debt. */
export const createBookRates = (bytesPerSecond: number | undefined, timers: Timers): BookRates => {
  if (bytesPerSecond === undefined)
    return { open: () => ({ spend: () => 0, refusal: () => undefined, close: () => undefined }) };
  const rate: Rate = { perSecond: bytesPerSecond, burst: SAVED * bytesPerSecond };
  const refusal: BookRateFailure = {
    code: 'book-rate',
    message: `The devices of this book have sent much more than the ${(bytesPerSecond / 1000).toLocaleString('en')} KB a second that they may send to this server together. What is written here is kept here, and sent by itself when that has passed.`,
  };
  const buckets = new Map<BookId, { bucket: Bucket | undefined; users: number }>();
  return {
    open: (book) => {
      const entry = buckets.get(book) ?? { bucket: undefined, users: 0 };
      buckets.set(book, entry);
      entry.users++;
      const spend = (bytes: number, now: number): number => {
        entry.bucket = draw(entry.bucket ?? fullBucket(rate, now), bytes, rate, now);
        return debtToWait(entry.bucket, rate);
      };
      return {
        spend,
        refusal: (now) => (spend(0, now) > LONGEST_HOLD ? refusal : undefined),
        close: () => {
          const forget = (): void => {
            if (entry.users === 0 && buckets.get(book) === entry) buckets.delete(book);
          };
          entry.users--;
          const wait = entry.bucket ? debtToWait(entry.bucket, rate) : 0;
          if (wait === 0) forget();
          else timers.after(wait, forget);
        },
      };
    },
  };
};
