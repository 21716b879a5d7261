import { expect, test } from 'vitest';
import { utf8ToBytes } from '../../../src/kernel/bytes.ts';
import { createLogBuilder } from '../../support/log-builder.ts';
import { connected, refused, type Given, settle, PUSHED, LOOK } from '../../support/scripted-requests.ts';

const builder = await createLogBuilder();

test('what waits for its turn when a connection is closed is not asked', async () => {
  const founder = await builder.begin();
  let answer = (_: Given): void => undefined;
  const first = new Promise<Given>((resolve) => (answer = resolve));
  const { connection, send, asked } = await connected({ push: () => first });
  await founder.write();
  for (const { bytes } of founder.log) await send({ type: 'segments', segments: [bytes] });
  connection.close();
  answer(PUSHED);
  await settle();
  expect(asked('push')).toHaveLength(1);
});

test.each([
  ['ticket', refused(403, 'not-admitted', false)],
  ['heads', refused(403, 'book-blocked')],
  ['challenge', refused(400, 'protocol-unknown', false)],
])('a refusal of %s is said in the words of the server, and ends the connection', async (name, given) => {
  const { said, isClosed } = await connected({ [name]: () => given });
  expect(said('stop')).toEqual([{ type: 'stop', ...given.json }]);
  expect(isClosed()).toBe(1);
});

test.each<[string, Given]>([
  ['the page of the app', { type: 'text/html', body: utf8ToBytes('<div id="root">') }],
  ['JSON of something else', { json: { ok: true } }],
  ['JSON that is none', { type: 'application/json', body: utf8ToBytes('{') }],
  ['a sign-in page', { status: 511, type: 'text/html' }],
  ['a failure of what stands between', { status: 502, json: { message: 'Bad gateway' } }],
  ['a refusal of what stands between', { status: 403, json: { message: 'Blocked by policy' } }],
])(
  'RQ3 an answer that is no sync server’s (%s) ends the connection, and nothing is believed of it',
  async (_what, given) => {
    for (const name of ['challenge', 'ticket', 'heads']) {
      const { said, isClosed } = await connected({ [name]: () => given });
      expect([said('stop').length, said('have').length, isClosed()]).toEqual([0, 0, 1]);
    }
  },
);

test('a request that is not answered ends the connection after half a minute, and is cancelled', async () => {
  const { isClosed, pass, cancelled } = await connected({ heads: () => undefined });
  expect(isClosed()).toBe(0);
  await pass(30_000);
  expect([isClosed(), cancelled()]).toEqual([1, 1]);
});

test('a request that brings segments has as long to get there as 32 kbit/s take', async () => {
  const founder = await builder.begin();
  await founder.write();
  const { isClosed, pass, send } = await connected({ push: () => undefined });
  const { bytes } = founder.log[0]!;
  await send({ type: 'segments', segments: [bytes] });
  await pass(30_000);
  expect(isClosed()).toBe(0);
  await pass(30_000 + Math.ceil(bytes.length / 4));
  expect(isClosed()).toBe(1);
});

test('a connection that was closed asks nothing more', async () => {
  const { connection, asked, pass, isClosed, send } = await connected();
  connection.close();
  const before = asked('heads').length;
  await pass(LOOK);
  await send({ type: 'have', heads: [], unknown: [] });
  expect([asked('heads').length, isClosed()]).toEqual([before, 1]);
});
