import { expect, test } from 'vitest';
import { createLogBuilder } from '../../support/log-builder.ts';
import { connected, refused, ticketNo, PUSHED } from '../../support/scripted-requests.ts';

const builder = await createLogBuilder();

test('RQ2 a ticket that has lapsed is renewed within the connection, and what needed it is asked again', async () => {
  let lapsed = '';
  const { send, said, asked, isClosed } = await connected({
    heads: ({ ticket }) =>
      ticket === lapsed ? refused(401, 'ticket-invalid') : { json: { heads: [], unknown: [] } },
    push: ({ ticket }) => (ticket === lapsed ? refused(401, 'ticket-invalid') : PUSHED),
  });
  lapsed = ticketNo(1);
  const founder = await builder.begin();
  await send({ type: 'segments', segments: [founder.log[0]!.bytes] });
  expect(asked('push').map(({ ticket }) => ticket)).toEqual([ticketNo(1), ticketNo(2)]);
  expect([said('challenge').length, said('welcome').length, isClosed()]).toEqual([2, 1, 0]);
});

test('RQ2 a ticket that never let anything in is no reason to ask for another: the connection ends', async () => {
  const { asked, isClosed } = await connected({ heads: () => refused(401, 'ticket-invalid') });
  expect([asked('ticket').length, isClosed()]).toEqual([1, 1]);
});

test('RQ2 a challenge that is not taken ends the connection, also where a ticket is renewed: nothing goes round in circles', async () => {
  let isLapsed = false;
  const { send, asked, said, isClosed } = await connected({
    ticket: () => (isLapsed ? refused(403, 'challenge-invalid') : { json: { ticket: ticketNo(1), time: 1 } }),
    push: () => {
      isLapsed = true;
      return refused(401, 'ticket-invalid');
    },
  });
  const founder = await builder.begin();
  await send({ type: 'segments', segments: [founder.log[0]!.bytes] });
  expect([asked('ticket').length, said('stop').length, isClosed()]).toEqual([2, 0, 1]);
});
