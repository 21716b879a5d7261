import type { BookId, DeviceId } from '../../src/kernel/ids.ts';
import { fail } from '../../src/kernel/result.ts';
import { PROTOCOL } from '../../src/sync/protocol.ts';
import type { Books } from '../book/books.ts';
import { admitDevice, mayPass, type Door } from '../connection/door.ts';
import type { Metrics } from '../metrics.ts';
import { failed, json, type Answer } from './answers.ts';
import type { BodyOf } from './operations.ts';
import type { Tickets } from './tickets.ts';

/** Where a request came in: for which book, and by which name of the server. */
export interface Place {
  readonly book: BookId;
  readonly origin: string;
}

interface Reception {
  readonly books: Pick<Books, 'open' | 'release'>;
  readonly door: Door;
  readonly tickets: Tickets;
  readonly metrics: Pick<Metrics, 'turnedAway'>;
}

const refuse = (code: string, message: string, retry: boolean): Answer => {
  const result = fail(code, message);
  return failed((result as { error: { code: string; message: string } }).error, retry);
};

/** Costs nothing to anybody: neither is the book looked up, nor is anything remembered. */
export const challenge = (place: Place, body: BodyOf<'challenge'>, { tickets }: Reception): Answer =>
  body.protocol === PROTOCOL
    ? json({
        nonce: tickets.challenge({ ...place, device: body.device as DeviceId, deviceNonce: body.nonce }),
        origin: place.origin,
      })
    : refuse(
        'protocol-unknown',
        `This server speaks version ${PROTOCOL} of the protocol, not ${body.protocol}.`,
        false,
      );

/** The same door as for WebSockets (ME1, ME2). */
export const giveTicket = async (
  place: Place,
  body: BodyOf<'ticket'>,
  { books, door, tickets, metrics }: Reception,
): Promise<Answer> => {
  const { book, origin } = place;
  const device = body.device as DeviceId;
  const ticket = tickets.ticket({ ...place, device, deviceNonce: body.nonce }, body.challenge);
  if (ticket === undefined)
    return refuse('challenge-invalid', 'That challenge was not given for this, or too long ago.', true);
  const log = await books.open(book);
  try {
    const sides = { origin, book, deviceNonce: body.nonce, serverNonce: body.challenge };
    const admitted = await admitDevice(log, device, sides, body, door);
    if (admitted.ok) return json({ ticket, time: door.clock.now() });
    metrics.turnedAway.inc({ code: admitted.error.code });
    return failed(admitted.error, mayPass(admitted.error));
  } finally {
    books.release(book);
  }
};
