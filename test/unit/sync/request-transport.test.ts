import { expect, test } from 'vitest';
import { utf8ToBytes, type Bytes } from '../../../src/kernel/bytes.ts';
import type { BookId, DeviceId } from '../../../src/kernel/ids.ts';
import { segmentsToRun } from '../../../src/log/run.ts';
import { frameToMessage, messageToFrame, type Message } from '../../../src/sync/protocol.ts';
import { RUN } from '../../../src/sync/requests.ts';
import { requestTransport } from '../../../src/sync/request-transport.ts';
import type { PlainAnswer, PlainRequest } from '../../../src/sync/requests-port.ts';
import { createLogBuilder } from '../../support/log-builder.ts';

const builder = await createLogBuilder();
const { sha256 } = builder.crypto;
const NONCE = 'a'.repeat(64);
const ORIGIN = 'https://books.example';
const nameOf = ({ url }: PlainRequest) => url.slice(url.lastIndexOf('/') + 1);
const ticketNo = (n: number) => `${'d'.repeat(32)}.1772323200000.${String(n).padStart(64, '0')}`;

type Given = Partial<PlainAnswer> & { readonly json?: object };
const toAnswer = ({ json, ...given }: Given): PlainAnswer => ({
  status: 200,
  type: json ? 'application/json; charset=utf-8' : RUN,
  body: utf8ToBytes(json ? JSON.stringify(json) : ''),
  more: false,
  retryAfter: undefined,
  ...given,
});
const refused = (status: number, code: string, retry = true): Given => ({
  status,
  json: { code, message: 'No.', retry },
});

/** A connection by requests, which a test answers; the device answers every challenge, and begins with nothing. */
const connected = async (
  answers: Partial<Record<string, (request: PlainRequest) => Given | Promise<Given> | undefined>> = {},
) => {
  const asked: PlainRequest[] = [];
  const said: Message[] = [];
  const due = new Map<() => void, number>();
  let [tickets, closed, cancelled] = [0, 0, 0];
  const usual: typeof answers = {
    challenge: () => ({ json: { nonce: NONCE, origin: ORIGIN } }),
    ticket: () => ({ json: { ticket: ticketNo(++tickets), time: 1 } }),
    heads: () => ({ json: { heads: [], unknown: [] } }),
    pull: () => ({}),
    push: () => ({ json: { taken: 1, duplicates: 0, held: 0, refused: [], later: false } }),
  };
  const transport = requestTransport(
    {
      ask: (request) => {
        asked.push(request);
        const given = (answers[nameOf(request)] ?? usual[nameOf(request)])!(request);
        const answer = given
          ? Promise.resolve(given).then(toAnswer)
          : new Promise<undefined>(() => undefined);
        return { answer, cancel: () => cancelled++ };
      },
    },
    {
      after: (milliseconds, task) => {
        due.set(task, milliseconds);
        return () => due.delete(task);
      },
    },
    sha256,
  );
  const connection = transport.connect(ORIGIN, {
    onOpen: () =>
      connection.send(
        messageToFrame({
          type: 'hello',
          protocol: 1,
          book: 'b'.repeat(64) as BookId,
          device: 'd'.repeat(32) as DeviceId,
          nonce: NONCE,
        }),
      ),
    onFrame: (frame) => {
      const message = frameToMessage(frame);
      if (!message.ok) throw new Error(message.error.message);
      said.push(message.value);
      if (message.value.type === 'challenge')
        connection.send(messageToFrame({ type: 'prove', signature: 'x'.repeat(86), proof: [] }));
      if (message.value.type === 'welcome')
        connection.send(messageToFrame({ type: 'have', heads: [], unknown: [] }));
    },
    onClose: () => closed++,
  });
  const pass = async (milliseconds: number) => {
    for (const [task, at] of Array.from(due))
      if (at === milliseconds) {
        due.delete(task);
        task();
      }
    await settle();
  };
  await settle();
  return {
    connection,
    said: (type: Message['type']) => said.filter((message) => message.type === type),
    asked: (name: string) => asked.filter((request) => nameOf(request) === name),
    send: (message: Message) => {
      connection.send(messageToFrame(message));
      return settle();
    },
    isClosed: () => closed,
    cancelled: () => cancelled,
    pass,
  };
};
const settle = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await Promise.resolve();
};
const LOOK = 2_500;

test('RQ1 what is told as the server’s heads is what it has answered, and never what was sent to it', async () => {
  const founder = await builder.begin();
  const { head } = founder.log[0]!;
  let isStored = false;
  const { send, said, pass, asked } = await connected({
    heads: () => ({ json: { heads: isStored ? [[head.device, head.seq, head.hash]] : [], unknown: [] } }),
  });
  await send({ type: 'segments', segments: [founder.log[0]!.bytes] });
  expect(asked('push')).toHaveLength(1);
  expect(said('have').at(-1)).toMatchObject({ heads: [] });
  isStored = true;
  await pass(LOOK);
  expect(said('have').at(-1)).toMatchObject({ heads: [{ hash: head.hash }] });
});

test('RQ1 a segment that is on its way is not pushed again, however often it is said; one that was answered is', async () => {
  const founder = await builder.begin();
  const pushed = { json: { taken: 1, duplicates: 0, held: 0, refused: [], later: false } };
  let answer = (_: Given): void => undefined;
  const first = new Promise<Given>((resolve) => (answer = resolve));
  const { send, asked } = await connected({ push: () => first });
  const message: Message = { type: 'segments', segments: [founder.log[0]!.bytes] };
  for (let i = 0; i < 5; i++) await send(message);
  answer(pushed);
  await settle();
  expect(asked('push')).toHaveLength(1);
  await send(message);
  expect(asked('push')).toHaveLength(2);
});

test('RQ2 a ticket that has lapsed is renewed within the connection, and what needed it is asked again', async () => {
  let lapsed = '';
  const { send, said, asked, isClosed } = await connected({
    heads: ({ ticket }) =>
      ticket === lapsed ? refused(401, 'ticket-invalid') : { json: { heads: [], unknown: [] } },
    push: ({ ticket }) =>
      ticket === lapsed
        ? refused(401, 'ticket-invalid')
        : { json: { taken: 1, duplicates: 0, held: 0, refused: [], later: false } },
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

test('what waits for its turn when a connection is closed is not asked', async () => {
  const founder = await builder.begin();
  let answer = (_: Given): void => undefined;
  const first = new Promise<Given>((resolve) => (answer = resolve));
  const { connection, send, asked } = await connected({ push: () => first });
  await founder.write();
  for (const { bytes } of founder.log) await send({ type: 'segments', segments: [bytes] });
  connection.close();
  answer({ json: { taken: 1, duplicates: 0, held: 0, refused: [], later: false } });
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

test('a server that asks to wait is waited for, as long as it says, and then asked the same', async () => {
  let isBusy = true;
  const founder = await builder.begin();
  const { send, asked, isClosed, pass } = await connected({
    push: () =>
      isBusy
        ? { ...refused(429, 'too-many'), retryAfter: 7 }
        : { json: { taken: 1, duplicates: 0, held: 0, refused: [], later: false } },
  });
  await send({ type: 'segments', segments: [founder.log[0]!.bytes] });
  isBusy = false;
  await pass(7_000);
  const [first, second] = asked('push');
  expect(second!.body).toEqual(first!.body);
  expect(isClosed()).toBe(0);
});

test('what the server refuses is said, and offered again on another connection if it may be taken later', async () => {
  const founder = await builder.begin();
  const { bytes, hash } = founder.log[0]!;
  const refusal = { segment: hash, code: 'book-full', message: 'Full.' };
  const answer = (later: boolean) => ({
    json: { taken: 0, duplicates: 0, held: 0, refused: [refusal], later },
  });
  for (const later of [true, false]) {
    const { send, said, isClosed, pass } = await connected({ push: () => answer(later) });
    await send({ type: 'segments', segments: [bytes] });
    expect(said('refused')).toEqual([{ type: 'refused', ...refusal }]);
    await pass(30_000);
    expect(isClosed()).toBe(later ? 1 : 0);
  }
});

test('what a book sends far beyond its rate is refused in the words of the server, and offered again later', async () => {
  const founder = await builder.begin();
  const { bytes, hash } = founder.log[0]!;
  const { send, said, isClosed, pass } = await connected({ push: () => refused(429, 'book-rate') });
  await send({ type: 'segments', segments: [bytes] });
  expect(said('refused')).toEqual([{ type: 'refused', segment: hash, code: 'book-rate', message: 'No.' }]);
  expect(isClosed()).toBe(0);
  await pass(30_000);
  expect(isClosed()).toBe(1);
});

test('what the device lacks is pulled as soon as it has said so, and given to it as it came, but for what is no segment', async () => {
  const founder = await builder.begin();
  await founder.write();
  const heads = [[founder.head().device, 2, founder.head().hash]];
  const bytes = founder.log.map((one) => one.bytes);
  const spoilt: Bytes = bytes[1]!.map((byte, i, all) => (i === all.length - 1 ? byte ^ 1 : byte));
  const run = segmentsToRun([bytes[0]!, spoilt, new Uint8Array(300)]);
  const { send, said, asked } = await connected({
    heads: () => ({ json: { heads, unknown: [] } }),
    pull: () => ({ body: run }),
  });
  expect(said('segments')).toEqual([{ type: 'segments', segments: [bytes[0], spoilt] }]);
  await send({ type: 'refused', segment: founder.head().hash, code: 'body-mismatch', message: 'No.' });
  await send({
    type: 'have',
    heads: [founder.log[0]!.head].map(({ device, seq, hash }) => ({ device, seq, hash })),
    unknown: [],
  });
  const last = JSON.parse(asked('pull').at(-1)!.body as string);
  expect(last.refused).toEqual(heads);
});

test('a request that is not answered ends the connection after half a minute, and is cancelled', async () => {
  const { isClosed, pass, cancelled } = await connected({ heads: () => undefined });
  expect(isClosed()).toBe(0);
  await pass(30_000);
  expect([isClosed(), cancelled()]).toEqual([1, 1]);
});

test('a connection that was closed asks nothing more', async () => {
  const { connection, asked, pass, isClosed, send } = await connected();
  connection.close();
  const before = asked('heads').length;
  await pass(LOOK);
  await send({ type: 'have', heads: [], unknown: [] });
  expect([asked('heads').length, isClosed()]).toEqual([before, 1]);
});
