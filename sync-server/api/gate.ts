import type { BookId } from '../../src/kernel/ids.ts';
import type { Clock } from '../../src/kernel/ports.ts';
import type { Backlogs } from '../connection/backlogs.ts';
import { refuseStanding } from '../rulings/ruling.ts';
import type { Rulings } from '../rulings/watch-rulings.ts';
import { failed, TOO_MANY, type Answer } from './answers.ts';
import type { OpenBooks } from './open-books.ts';
import { roomFor } from './room-for.ts';
import type { Tickets } from './tickets.ts';

/** What a book has sent beyond its rate has to pass first. */
export interface Wait {
  readonly milliseconds: number;
  readonly answer: Answer;
}

/** What stands between a request and what it asks for, before its body is read. */
export interface Gate {
  /** Of one without a good ticket, or for a book of which something else is ruled by now: the answer. */
  refuse(authorization: string | undefined, book: BookId): Answer | undefined;
  /** Waits for room for so many bytes. */
  admit(book: BookId, bytes: number, over: Promise<void>): Promise<void>;
  /** Counts bytes of segments against what the book may send; or why they are not to be read now. */
  spend(book: BookId, bytes: number): Promise<Wait | undefined>;
}

export const createGate = (
  tickets: Tickets,
  rulings: Pick<Rulings, 'standingOf'>,
  open: OpenBooks,
  backlogs: Backlogs,
  clock: Clock,
): Gate => ({
  refuse: (authorization = '', book) => {
    if (!tickets.isGood(authorization.replace(/^Bearer /, ''), book))
      return failed(
        { code: 'ticket-invalid', message: 'This needs a ticket for the book: ask for one.' },
        true,
      );
    const refused = refuseStanding(rulings.standingOf(book));
    return refused && !refused.ok ? failed(refused.error, true) : undefined;
  },
  admit: (book, bytes, over) => roomFor(backlogs, book, bytes, over),
  spend: (book, bytes) =>
    open.use(book, async ({ rate }) => {
      const now = clock.now();
      const milliseconds = rate.spend(0, now);
      if (milliseconds > 0) return { milliseconds, answer: failed(rate.refusal(now) ?? TOO_MANY, true) };
      rate.spend(bytes, now);
      return undefined;
    }),
});
