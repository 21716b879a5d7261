import { createHmac, timingSafeEqual } from 'node:crypto';
import { bytesToHex, type Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId } from '../../src/kernel/ids.ts';
import type { Clock, Random } from '../../src/kernel/ports.ts';
import { TICKET } from '../../src/sync/requests.ts';

/** Milliseconds in which a challenge may be answered, and for which a ticket is good after that. */
const CHALLENGE_MS = 60_000;
export const TICKET_MS = 600_000;
/** By which the clock of one node may be ahead of another's. */
const SKEW_MS = 60_000;
/** Hex digits of a challenge's nonce: when it ends, what was drawn, and the MAC that shows it to be ours. */
const [TIME, DRAWN] = [12, 20];

/** Who asks to be let in, by which name of the server, and the nonce it drew. */
export interface Asking {
  readonly origin: string;
  readonly book: BookId;
  readonly device: DeviceId;
  readonly deviceNonce: string;
}

/**
 * What lets requests in, made and checked with a secret that all nodes share, so that none has to remember anything and
 * each takes what another gave. A challenge that is answered again gives the same ticket, for the same time: whoever
 * overheard the answer gets nothing that it has not overheard with it.
 */
export interface Tickets {
  challenge(asking: Asking): string;
  /** The ticket for who has answered it; undefined for a challenge that was not given for this, or too long ago. */
  ticket(asking: Asking, serverNonce: string): string | undefined;
  /** Is it good for this book, now? */
  isGood(ticket: string, book: BookId): boolean;
}

export const createTickets = (
  secret: Bytes,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Tickets => {
  const mac = (...lines: readonly (string | number)[]): string =>
    createHmac('sha256', secret).update(lines.join('\n')).digest('hex');
  const challengeMac = ({ origin, book, device, deviceNonce }: Asking, drawn: string): string =>
    mac('daybook challenge by request v1', origin, book, device, deviceNonce, drawn).slice(
      0,
      64 - TIME - DRAWN,
    );
  const ticketMac = (book: BookId, device: string, ends: number): string =>
    mac('daybook ticket v1', book, device, ends);

  return {
    challenge: (asking) => {
      const ends = (clock.now() + CHALLENGE_MS).toString(16).padStart(TIME, '0');
      const drawn = ends + bytesToHex(random.bytes(DRAWN / 2));
      return drawn + challengeMac(asking, drawn);
    },
    ticket: (asking, serverNonce) => {
      const drawn = serverNonce.slice(0, TIME + DRAWN);
      const ends = Number.parseInt(drawn.slice(0, TIME), 16);
      const isOurs = isSame(serverNonce.slice(TIME + DRAWN), challengeMac(asking, drawn));
      if (!isOurs || !isWithin(ends, CHALLENGE_MS, clock)) return undefined;
      const { book, device } = asking;
      return [device, ends + TICKET_MS, ticketMac(book, device, ends + TICKET_MS)].join('.');
    },
    isGood: (ticket, book) => {
      if (!TICKET.test(ticket)) return false;
      const [device = '', ends = '', given = ''] = ticket.split('.');
      const isOurs = isSame(given, ticketMac(book, device, Number(ends)));
      return isOurs && isWithin(Number(ends), CHALLENGE_MS + TICKET_MS, clock);
    },
  };
};

/** Whose a ticket is, once it has been found good. */
export const ticketToDevice = (ticket: string): DeviceId => ticket.split('.')[0] as DeviceId;

/** Nor may it be good for longer than any is given for: then the clock that it was given by was wrong. */
const isWithin = (ends: number, most: number, clock: Clock): boolean => {
  const left = ends - clock.now();
  return left > 0 && left <= most + SKEW_MS;
};

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
