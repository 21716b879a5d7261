import type { Clock, Timers } from '../../src/kernel/ports.ts';
import { LONGEST_HOLD, type BookRate, type BookRateFailure } from './book-rates.ts';
import type { Channel } from './channel.ts';
import { debtToWait, draw, fullBucket, type Rate } from './token-bucket.ts';

const MESSAGES: Rate = { perSecond: 10_000, burst: 20_000 };
const BYTES: Rate = { perSecond: 64 * 1024 * 1024, burst: 128 * 1024 * 1024 };
const THROTTLED = 'throttled';

export interface Throttle {
  /** One message of so many bytes has come. */
  spend(bytes: number): void;
  /** Why what came last is not taken, if it is not. It counts against nothing. */
  refusal(): BookRateFailure | undefined;
  /** From here on what it sends counts against what its book may send, too. */
  share(rate: BookRate): void;
  cancel(): void;
}

/** A connection that sends faster than its share is read more slowly: nothing is lost, and nobody else waits. */
export const throttle = (channel: Channel, { clock, timers }: { clock: Clock; timers: Timers }): Throttle => {
  let messages = fullBucket(MESSAGES, clock.now());
  let bytes = fullBucket(BYTES, clock.now());
  let shared: BookRate | undefined;
  let refusal: BookRateFailure | undefined;
  let isOver = false;
  let cancel = (): void => undefined;
  return {
    spend: (size) => {
      const now = clock.now();
      messages = draw(messages, 1, MESSAGES, now);
      bytes = draw(bytes, size, BYTES, now);
      refusal = shared?.refusal(now);
      const ofBook = refusal ? 0 : (shared?.spend(size, now) ?? 0);
      const wait = Math.max(
        debtToWait(messages, MESSAGES),
        debtToWait(bytes, BYTES),
        // Beyond that what comes next is refused, rather than left unread without a word.
        ofBook > LONGEST_HOLD ? 0 : ofBook,
      );
      if (wait === 0) return;
      channel.hold(THROTTLED);
      cancel();
      cancel = timers.after(wait, () => channel.resume(THROTTLED));
    },
    refusal: () => refusal,
    share: (rate) => {
      if (isOver) rate.close();
      else shared = rate;
    },
    cancel: () => {
      isOver = true;
      cancel();
      shared?.close();
    },
  };
};
