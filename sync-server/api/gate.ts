import type { BookId } from '../../src/kernel/ids.ts';
import type { Clock } from '../../src/kernel/ports.ts';
import type { Backlogs } from '../connection/backlogs.ts';
import { refuseStanding } from '../rulings/ruling.ts';
import type { Rulings } from '../rulings/watch-rulings.ts';
import { failed, type Answer } from './answers.ts';
import type { OpenBooks } from './open-books.ts';
import { roomFor } from './room-for.ts';
import type { Tickets } from './tickets.ts';

/** What stands between a request and what it asks for, before its body is read. */
export interface Gate {
  /** Of one without a good ticket, or for a book of which something else is ruled by now: the answer. */
  refuse(authorization: string | undefined, book: BookId): Answer | undefined;
  /** Waits for room for so many bytes; or the milliseconds after which the book may send again. */
  admit(book: BookId, bytes: number, over: Promise<void>): Promise<number>;
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
  admit: async (book, bytes, over) => {
    const wait = await open.use(book, async ({ rate }) => {
      const debt = rate.spend(0, clock.now());
      if (debt === 0) rate.spend(bytes, clock.now());
      return debt;
    });
    if (wait === 0) await roomFor(backlogs, book, bytes, over);
    return wait;
  },
});
