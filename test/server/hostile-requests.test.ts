/** Case 19 by plain requests: who may ask. */
import { expect, test } from 'vitest';
import { bytesToHex } from '../../src/kernel/bytes.ts';
import type { BookId } from '../../src/kernel/ids.ts';
import { systemClock, systemRandom } from '../../src/platform/clock.ts';
import { createLogBuilder, type Writer } from '../support/log-builder.ts';
import { answerChallenge, ask, knock, letIn, serverWithAsker, toRun } from '../support/requests.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

test('case 19, ME1: an unknown book, an unknown device and a wrong key are answered alike', async () => {
  const { url, founder } = await serverWithAsker(builder);
  const stranger = await builder.begin();
  const nowhere = bytesToHex(systemRandom.bytes(32)) as BookId;
  const answerTo = async (writer: Pick<Writer, 'book' | 'device' | 'keys' | 'proof'>) => {
    const { status, said } = await knock(url, writer, crypto);
    return { status, said };
  };
  const refused = await answerTo({ ...stranger, book: founder.book });
  expect(refused).toEqual({
    status: 403,
    said: { code: 'not-admitted', message: expect.any(String), retry: false },
  });
  expect(await answerTo({ ...stranger, book: nowhere })).toEqual(refused);
  expect(await answerTo({ ...founder, keys: stranger.keys })).toEqual(refused);
});

test('RQ2 without a ticket, or with that of another book, all that is asked is answered alike, whether there is a book or not', async () => {
  const { url, founder } = await serverWithAsker(builder);
  const other = await builder.begin();
  const { ticket } = (await knock(url, other, crypto)).said;
  const bodies = { heads: {}, pull: {}, push: toRun(founder.log), controls: undefined };
  for (const [name, body] of Object.entries(bodies))
    for (const book of [founder.book, bytesToHex(systemRandom.bytes(32)) as BookId])
      for (const headers of [{}, { ticket }, { authorization: ticket }, { ticket: 'x'.repeat(9_000) }])
        expect((await ask(url, book, name, body, headers as Record<string, string>)).said).toEqual({
          code: 'ticket-invalid',
          message: expect.any(String),
          retry: true,
        });
});

test('RQ2 an answer that was overheard brings no ticket but that which was given for it', async () => {
  const { url, founder } = await serverWithAsker(builder);
  const answered = await answerChallenge(url, founder, crypto);
  const given = await ask(url, founder.book, 'ticket', answered);
  const again = await ask(url, founder.book, 'ticket', answered);
  expect([again.status, again.said.ticket]).toEqual([200, given.said.ticket]);
  const fresh = await answerChallenge(url, founder, crypto);
  const mixed = await ask(url, founder.book, 'ticket', { ...fresh, signature: answered.signature });
  expect(mixed).toMatchObject({ status: 403, said: { code: 'not-admitted' } });
});

test('RQ2 a challenge or a ticket that has lapsed is not taken: a new one is to be asked for', async () => {
  let now = Date.now();
  const data = temporaryFolder();
  const clock = { ...systemClock, now: () => now };
  const server = await runServer(['--data', data], { clock });
  const founder = await builder.begin();
  const late = await answerChallenge(server.url, founder, crypto);
  now += 61_000;
  const invalid = { status: 403, said: { code: 'challenge-invalid', retry: true } };
  expect(await ask(server.url, founder.book, 'ticket', late)).toMatchObject(invalid);
  const asks = await letIn(server.url, founder, crypto);
  now += 660_000;
  expect(await asks('heads', {})).toMatchObject({
    status: 401,
    said: { code: 'ticket-invalid', retry: true },
  });
});

test('case 19: an address that asks to be let in without end is told to wait', async () => {
  const { url, founder } = await serverWithAsker(builder, ['--handshakes', '2']);
  const { status, said } = await ask(url, founder.book, 'challenge', {});
  expect([status, said]).toEqual([429, { code: 'too-many', message: expect.any(String), retry: true }]);
});
