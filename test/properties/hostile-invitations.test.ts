/** Case 17: what a hostile link may hold: refused, in words, and at little cost. */
import { expect, test } from 'vitest';
import { bytesToBase64, utf8ToBytes } from '../../src/kernel/bytes.ts';
import { linkToTicket } from '../../src/book/invitation.ts';
import { SPOILT } from '../support/spoilt-json.ts';

const HASH = 'a'.repeat(64);

const TICKET = JSON.stringify({
  v: 1,
  server: 'http://127.0.0.1:8787',
  book: HASH,
  title: 'Bridges',
  key: { public: 'A'.repeat(43), private: 'A'.repeat(43) },
  invite: { device: 'd'.repeat(32), seq: 1, hash: HASH, depth: 1 },
  epochs: {},
});

const toLink = (json: string): string => `http://127.0.0.1:8787/#join=${bytesToBase64(utf8ToBytes(json))}`;

test.each(SPOILT)('case 17: an invitation with %s is refused', (_, change) => {
  expect(linkToTicket(toLink(TICKET)).ok).toBe(true);
  expect(linkToTicket(toLink(change(TICKET)))).toMatchObject({ error: { code: 'link-invalid' } });
});

test.each([
  ['another scheme', TICKET.replace('http:', 'javascript:')],
  ['a depth that nothing can follow on', TICKET.replace('"depth":1', `"depth":${Number.MAX_SAFE_INTEGER}`)],
  ['a title without end', TICKET.replace('Bridges', 'x'.repeat(1_000_000))],
])('case 17: an invitation with %s is refused', (_, json) => {
  expect(linkToTicket(toLink(json))).toMatchObject({ error: { code: 'link-invalid' } });
});
