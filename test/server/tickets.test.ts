import { expect, test } from 'vitest';
import type { BookId, DeviceId } from '../../src/kernel/ids.ts';
import { systemClock, systemRandom } from '../../src/platform/clock.ts';
import { createTickets, TICKET_MS } from '../../sync-server/api/tickets.ts';

const MINUTE = 60_000;
const secret = systemRandom.bytes(32);
const asking = {
  origin: 'https://books.example',
  book: 'b'.repeat(64) as BookId,
  device: 'd'.repeat(32) as DeviceId,
  deviceNonce: 'a'.repeat(64),
};

const atTime = () => {
  let now = Date.parse('2026-03-01T00:00:00Z');
  const clock = { ...systemClock, now: () => now };
  const tickets = createTickets(secret, { clock, random: systemRandom });
  return { tickets, pass: (milliseconds: number) => (now += milliseconds) };
};

test('RQ2 a challenge is answered within a minute, and a ticket is good for ten more', () => {
  const { tickets, pass } = atTime();
  const challenge = tickets.challenge(asking);
  expect(challenge).toMatch(/^[0-9a-f]{64}$/);
  pass(MINUTE - 1);
  const ticket = tickets.ticket(asking, challenge)!;
  pass(1);
  expect(tickets.ticket(asking, challenge)).toBeUndefined();
  pass(TICKET_MS - 1);
  expect(tickets.isGood(ticket, asking.book)).toBe(true);
  pass(1);
  expect(tickets.isGood(ticket, asking.book)).toBe(false);
});

test('RQ2 a challenge that is answered again gives the same ticket, and none that is good for longer', () => {
  const { tickets, pass } = atTime();
  const challenge = tickets.challenge(asking);
  const first = tickets.ticket(asking, challenge);
  pass(MINUTE / 2);
  expect(tickets.ticket(asking, challenge)).toBe(first);
  expect(tickets.challenge(asking)).not.toBe(challenge);
});

test.each([
  ['another origin', { origin: 'https://evil.example' }],
  ['another book', { book: 'c'.repeat(64) as BookId }],
  ['another device', { device: 'e'.repeat(32) as DeviceId }],
  ['another nonce', { deviceNonce: 'f'.repeat(64) }],
])('RQ2 a challenge is worth nothing for %s', (_what, other) => {
  const { tickets } = atTime();
  expect(tickets.ticket({ ...asking, ...other }, tickets.challenge(asking))).toBeUndefined();
});

test('RQ2 neither a challenge nor a ticket can be changed, or made without the secret', () => {
  const { tickets } = atTime();
  const challenge = tickets.challenge(asking);
  const ticket = tickets.ticket(asking, challenge)!;
  const changed = (text: string, at: number) =>
    text.slice(0, at) + (text[at] === '1' ? '2' : '1') + text.slice(at + 1);
  for (const at of [11, 12, 31, 32, 63])
    expect(tickets.ticket(asking, changed(challenge, at))).toBeUndefined();
  for (const at of [0, 33, 45, 47, ticket.length - 1])
    expect(tickets.isGood(changed(ticket, at), asking.book)).toBe(false);
  expect(tickets.isGood(ticket, 'c'.repeat(64) as BookId)).toBe(false);
  for (const text of [
    '',
    '..',
    ticket.slice(0, -1),
    `${ticket} `,
    ticket.replace(/\..*\./, '.99999999999999999.'),
  ])
    expect(tickets.isGood(text, asking.book)).toBe(false);
  const others = createTickets(systemRandom.bytes(32), { clock: systemClock, random: systemRandom });
  expect(others.ticket(asking, challenge)).toBeUndefined();
  expect(others.isGood(ticket, asking.book)).toBe(false);
});

test('RQ2 a node whose clock is half a minute off, either way, takes what another gave', () => {
  const { tickets, pass } = atTime();
  const challenge = tickets.challenge(asking);
  const ticket = tickets.ticket(asking, challenge)!;
  for (const skew of [-MINUTE / 2, MINUTE]) {
    pass(skew);
    const [given, isGood] = [tickets.ticket(asking, challenge), tickets.isGood(ticket, asking.book)];
    expect([given, isGood]).toEqual([ticket, true]);
  }
});

test('RQ2 a clock that was ahead has given no ticket that is good for longer than any is', () => {
  const { tickets, pass } = atTime();
  const challenge = tickets.challenge(asking);
  const ticket = tickets.ticket(asking, challenge)!;
  pass(-24 * 60 * MINUTE);
  expect(tickets.ticket(asking, challenge)).toBeUndefined();
  expect(tickets.isGood(ticket, asking.book)).toBe(false);
});
