/** Case 19 by plain requests, on real sockets. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { bytesToHex } from '../../src/kernel/bytes.ts';
import type { BookId } from '../../src/kernel/ids.ts';
import { systemClock, systemRandom, systemTimers } from '../../src/platform/clock.ts';
import { RUN } from '../../src/sync/requests.ts';
import { MAX_FRAME } from '../../src/sync/protocol.ts';
import { createLogBuilder, type Writer } from '../support/log-builder.ts';
import { answerChallenge, ask, knock, letIn, toRun } from '../support/requests.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

const withBook = async (args: readonly string[] = [], overrides: Parameters<typeof runServer>[1] = {}) => {
  const { url } = await runServer(['--data', temporaryFolder(), ...args], overrides);
  const founder = await builder.begin();
  const asks = await letIn(url, founder, crypto);
  await asks('push', toRun(founder.log));
  return { url, founder, asks };
};

test('case 19, ME1: an unknown book, an unknown device and a wrong key are answered alike', async () => {
  const { url, founder } = await withBook();
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
  const { url, founder } = await withBook();
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
  const { url, founder } = await withBook();
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

const rawly = async (
  url: string,
  head: readonly string[],
): Promise<{ socket: Socket; answer: Promise<string> }> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const parts: Buffer[] = [];
  socket.on('data', (data: Buffer) => parts.push(data));
  const answer = once(socket, 'close').then(() => Buffer.concat(parts).toString());
  socket.write(`${[...head, `Host: ${new URL(url).host}`].join('\r\n')}\r\n\r\n`);
  return { socket, answer };
};

test('RQ2 who has no ticket is answered, and gone, before any of its body is read', async () => {
  const { url, founder } = await withBook();
  const { answer } = await rawly(url, [
    `POST /api/books/${founder.book}/push HTTP/1.1`,
    `Content-Type: ${RUN}`,
    'Content-Length: 4000000',
  ]);
  expect(await answer).toContain('ticket-invalid');
});

test.each([
  ['push', RUN, 6_000_000],
  ['pull', 'application/json', 20_000_000],
])(
  'case 19: a %s that claims more than any may have is refused at its header',
  async (name, type, length) => {
    const { url, founder } = await withBook();
    const { ticket } = (await knock(url, founder, crypto)).said;
    const { answer } = await rawly(url, [
      `POST /api/books/${founder.book}/${name} HTTP/1.1`,
      `Authorization: Bearer ${ticket}`,
      `Content-Type: ${type}`,
      `Content-Length: ${length}`,
    ]);
    expect(await answer).toContain('too-large');
  },
);

test('case 19: a stranger may send no more than a proof needs, and has as little time for it as for anything', async () => {
  const { url } = await runServer(['--data', temporaryFolder(), '--request-seconds', '2']);
  const { book } = await builder.begin();
  const large = await rawly(url, [
    `POST /api/books/${book}/ticket HTTP/1.1`,
    'Content-Type: application/json',
    'Content-Length: 300000',
  ]);
  expect(await large.answer).toContain('too-large');
  const slow = await rawly(url, [
    `POST /api/books/${book}/ticket HTTP/1.1`,
    'Content-Type: application/json',
    'Content-Length: 300',
  ]);
  expect(await slow.answer).not.toContain('200');
});

test.each([
  ['that asks for a WebSocket, and has a body', 'POST', ['Connection: Upgrade', 'Upgrade: websocket']],
  ['that is none of its method', 'GET', []],
])('case 19: a body %s has no more time than any', async (_what, method, more) => {
  const { url } = await runServer(['--data', temporaryFolder(), '--request-seconds', '2']);
  const { book } = await builder.begin();
  const { answer } = await rawly(url, [
    `${method} /api/books/${book}/challenge HTTP/1.1`,
    'Content-Type: application/json',
    'Content-Length: 300',
    ...more,
  ]);
  expect(await answer).not.toContain('200 OK');
});

const malformed: Readonly<Record<string, readonly [string, object | Uint8Array]>> = {
  'with a field too many': ['heads', { heads: [], admin: true }],
  'with a head that is none': ['pull', { heads: [['x', 1, 'y']] }],
  'with heads that are no list': ['pull', { heads: { length: 1 } }],
  'that names a prototype': ['heads', JSON.parse('{"__proto__": {"heads": []}}')],
  'of bytes cut short': ['push', new Uint8Array([0, 0, 0, 9, 1])],
  'with a huge length': ['push', new Uint8Array([255, 255, 255, 255, 1])],
  'of JSON in the place of a run': ['push', { segments: [] }],
  'of a run in the place of JSON': ['pull', new Uint8Array([1])],
};
test.each(Object.entries(malformed))('case 17: a request %s is refused', async (_what, [name, body]) => {
  const { asks } = await withBook();
  const { status, said } = await asks(name, body);
  expect([status, said.code, said.retry]).toEqual([400, 'request-malformed', false]);
});

test('what is no such request is told so in JSON, also by a server that serves the app to every place', async () => {
  const { url, founder } = await withBook();
  expect(await ask(url, founder.book, 'everything')).toMatchObject({
    status: 404,
    said: { code: 'not-found' },
  });
  expect(await ask(url, 'B' as BookId, 'heads', {})).toMatchObject({ status: 400 });
});

test('pages of the app and of the server may ask, and are told so before they do; others may not', async () => {
  const { url, founder } = await withBook();
  const preflight = (origin: string) =>
    fetch(`${url}/api/books/${founder.book}/push`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });
  for (const origin of ['app://daybook', url]) {
    const { status, headers } = await preflight(origin);
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    expect(headers.get('access-control-allow-headers')).toContain('authorization');
  }
  for (const origin of ['https://evil.example', 'null']) {
    const { status, headers } = await preflight(origin);
    expect([status, headers.get('access-control-allow-origin')]).toEqual([403, null]);
    expect((await ask(url, founder.book, 'challenge', {}, { origin })).status).toBe(403);
  }
});

test('case 19: an address that asks to be let in without end is told to wait', async () => {
  const { url, founder } = await withBook(['--handshakes', '2']);
  const { status, said } = await ask(url, founder.book, 'challenge', {});
  expect([status, said]).toEqual([429, { code: 'too-many', message: expect.any(String), retry: true }]);
});

/** A server whose time stands still, and a book that has sent so many bytes at ten thousand that it may. */
const havingSent = async (bytes: number) => {
  const now = Date.now();
  const clock = { ...systemClock, now: () => now };
  const { asks, founder } = await withBook(['--book-kilobytes-a-second', '1'], { clock });
  for (let sent = toRun(founder.log).length; sent < bytes;) {
    const segment = await founder.write();
    sent += toRun([segment]).length;
  }
  expect((await asks('push', toRun(founder.log.slice(1)))).status).toBe(200);
  return { asks, founder };
};

test('a book that has sent more than its rate is told when to come again, its bytes are not read, and it may be read', async () => {
  const { asks, founder } = await havingSent(14_000);
  const { status, headers, said } = await asks('push', toRun(founder.log));
  expect([status, said.code]).toEqual([429, 'too-many']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(3);
  expect((await asks('pull', {})).segments).toHaveLength(founder.log.length);
});

test('a book that has sent far more than its rate is told so in words', async () => {
  const { asks, founder } = await havingSent(21_000);
  const { status, said } = await asks('push', toRun(founder.log));
  expect([status, said.code]).toEqual([429, 'book-rate']);
});

/** A push that claims to be as large as any may be, of which some bytes come, and no more until a test says so. */
const beginPush = async (url: string, writer: Writer, bytes: number) => {
  const { ticket } = (await knock(url, writer, crypto)).said;
  const begun = await rawly(url, [
    `POST /api/books/${writer.book}/push HTTP/1.1`,
    `Authorization: Bearer ${ticket}`,
    `Content-Type: ${RUN}`,
    `Content-Length: ${MAX_FRAME}`,
  ]);
  begun.socket.write(Buffer.alloc(bytes));
  return begun;
};

/** Bytes not yet taken in, of all. */
const queued = async (url: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^daybook_queued_bytes (\d+)$/m.exec(text)![1]);
};

test('case 19: requests hold room for what they have sent and not for what they claim, so that no other book waits for them', async () => {
  const { url, founder } = await withBook();
  const device = await enter(url, founder, crypto);
  const begun = [];
  for (let n = 0; n < 5; n++) {
    const other = await builder.begin();
    for (let k = 0; k < 4; k++) begun.push(await beginPush(url, other, 100));
  }
  await expect.poll(() => queued(url)).toBe(20 * 100);
  const segment = await founder.write();
  push(device, [segment]);
  await acknowledged(device, segment.hash);
  for (const { socket } of begun) socket.destroy();
  await expect.poll(() => queued(url)).toBe(0);
});

test('case 19: a body of which nothing more comes is cut off, and gives back its room', async () => {
  const still = new Set<() => void>();
  const timers = {
    after: (milliseconds: number, task: () => void) => {
      const cancel = systemTimers.after(milliseconds, task);
      if (milliseconds !== 200_000) return cancel;
      still.add(task);
      return () => {
        still.delete(task);
        cancel();
      };
    },
  };
  const { url, founder } = await withBook(['--request-seconds', '200'], { timers });
  const { answer } = await beginPush(url, founder, 100);
  await expect.poll(() => queued(url)).toBe(100);
  for (const task of still) task();
  expect(await answer).toBe('');
  await expect.poll(() => queued(url)).toBe(0);
});

/** A book that may send so many kilobytes a second, at a server whose time stands still, with a push that has begun. */
const atRate = async (kilobytes: number, bytes: number) => {
  const now = Date.now();
  const clock = { ...systemClock, now: () => now };
  const served = await withBook(['--book-kilobytes-a-second', String(kilobytes)], { clock });
  const begun = await beginPush(served.url, served.founder, bytes);
  await expect.poll(() => queued(served.url)).toBeGreaterThan(bytes - 1);
  return { ...served, begun };
};

test('a push that is broken off costs its book nothing but what has come of it', async () => {
  const { url, founder, begun } = await atRate(100, 100);
  begun.socket.destroy();
  await expect.poll(() => queued(url)).toBe(0);
  const device = await enter(url, founder, crypto);
  const segment = await founder.write();
  push(device, [segment]);
  await acknowledged(device, segment.hash);
});

test('what has come of a push that is broken off counts against the rate of its book', async () => {
  const { url, founder, asks, begun } = await atRate(1, 25_000);
  begun.socket.destroy();
  await expect.poll(() => queued(url)).toBe(0);
  expect((await asks('push', toRun(founder.log))).said.code).toBe('book-rate');
});

test('pushes that began together do not get a book beyond its rate: the first is read on, the others are told to wait', async () => {
  const { url, founder, begun } = await atRate(1, 100);
  const second = await beginPush(url, founder, 15_000);
  await expect.poll(() => queued(url)).toBe(15_100);
  second.socket.write(Buffer.alloc(100));
  expect(await second.answer).toMatch(/retry-after: \d+[^]*too-many/);
  begun.socket.write(Buffer.alloc(200));
  await expect.poll(() => queued(url)).toBe(300);
});
