import type { BookId } from '../../src/kernel/ids.ts';
import type { Clock } from '../../src/kernel/ports.ts';
import { refuseStanding } from '../rulings/ruling.ts';
import type { Rulings } from '../rulings/watch-rulings.ts';
import { failed, TOO_MANY, type Answer } from './answers.ts';
import type { OpenBooks } from './open-books.ts';
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
  /** Why nothing of segments is to be read for the book now, if it is not. */
  wait(book: BookId): Promise<Wait | undefined>;
  /** Counts bytes of segments that have come against what the book may send. */
  charge(book: BookId, bytes: number): Promise<void>;
}

export const readTicket = (authorization = ''): string => authorization.replace(/^Bearer /, '');

export const createGate = (
  tickets: Tickets,
  rulings: Pick<Rulings, 'standingOf'>,
  open: OpenBooks,
  clock: Clock,
): Gate => ({
  refuse: (authorization, book) => {
    if (!tickets.isGood(readTicket(authorization), book))
      return failed(
        { code: 'ticket-invalid', message: 'This needs a ticket for the book: ask for one.' },
        true,
      );
    const refused = refuseStanding(rulings.standingOf(book));
    return refused && !refused.ok ? failed(refused.error, true) : undefined;
  },
  wait: (book) =>
    open.use(book, async ({ rate }) => {
      const now = clock.now();
      const milliseconds = rate.spend(0, now);
      return milliseconds === 0
        ? undefined
        : { milliseconds, answer: failed(rate.refusal(now) ?? TOO_MANY, true) };
    }),
  charge: (book, bytes) => open.use(book, async ({ rate }) => void rate.spend(bytes, clock.now())),
});
