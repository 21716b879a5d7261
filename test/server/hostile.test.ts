/** Case 19 on real sockets: what a stranger may hold, and for how long. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { bytesToHex } from '../../src/kernel/bytes.ts';
import type { BookId } from '../../src/kernel/ids.ts';
import { systemRandom } from '../../src/platform/clock.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { openSocket } from '../support/raw-request.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { acknowledged, claim, dial, enter, push } from '../support/sync-device.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

test.each([
  ['that says nothing', ''],
  ['that stops within its headers', 'GET /sync HTTP/1.1\r\nHost: 127.0.0.1\r\nX-'],
  ['that stops within its body', 'POST /health HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nx'],
])('case 19: a socket %s is closed, and others are served meanwhile', async (_what, start) => {
  const { url } = await runServer(['--data', temporaryFolder(), '--request-seconds', '1']);
  const silent = await openSocket(url);
  silent.resume();
  const closed = once(silent, 'close');
  silent.write(start);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  await closed;
});

test('case 19: no more sockets are held than are said, and a member comes in once one has gone', async () => {
  const { url } = await runServer(['--data', temporaryFolder(), '--connections', '2']);
  const held = [await openSocket(url), await openSocket(url)];
  const late = await openSocket(url);
  late.resume();
  await once(late, 'close');
  held[0]!.destroy();
  const founder = await builder.begin();
  await expect
    .poll(() =>
      enter(url, founder, crypto).then(
        () => 'in',
        () => 'out',
      ),
    )
    .toBe('in');
});

test('case 19: who is told to stop and goes on is cut off, and not heard', async () => {
  const { url } = await runServer();
  const stranger = await dial(url);
  stranger.socket.pause(); // Neither the reason is read, nor is the close answered.
  const closed = once(stranger.socket, 'close');
  stranger.socket.send('{');
  const more = setInterval(() => stranger.socket.send('{'), 50);
  onTestFinished(() => clearInterval(more));
  await closed;
  const member = await enter(url, await builder.begin(), crypto);
  expect(member.heads).toEqual([]);
});

test.each(['a:70000', '1.2.3.4.5', '[::::1]', 'books.example', ''])(
  'case 19: a server that is dialled as “%s” says that this is not its name',
  async (host) => {
    const { url } = await runServer();
    const socket = await openSocket(url);
    socket.write(`GET /sync HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    const [data] = (await once(socket, 'data')) as [Buffer];
    expect(data.toString()).toContain('HTTP/1.1 421 ');
  },
);

/** All bytes that the server says after the challenge, and how it closes. */
const farewell = async (url: string, writer: Parameters<typeof claim>[1]) => {
  const device = await dial(url);
  const said: string[] = [];
  device.socket.on('message', (data: Buffer) => said.push(data.toString('hex')));
  const closed = once(device.socket, 'close');
  await claim(device, writer, crypto);
  const [code, reason] = (await closed) as [number, Buffer];
  return { said: said.slice(1), code, reason: reason.toString('hex') };
};

test('case 19, ME1: an unknown book, an unknown device and a wrong key are answered with the same bytes', async () => {
  const { url } = await runServer();
  const [founder, stranger] = [await builder.begin(), await builder.begin()];
  const device = await enter(url, founder, crypto);
  push(device, founder.log);
  await acknowledged(device, founder.head().hash);
  const nowhere = bytesToHex(systemRandom.bytes(32)) as BookId;
  const refused = await farewell(url, { ...stranger, book: founder.book });
  expect(refused.said).toHaveLength(1);
  expect(await farewell(url, { ...stranger, book: nowhere })).toEqual(refused);
  expect(await farewell(url, { ...founder, keys: stranger.keys })).toEqual(refused);
});

test('case 19: who only knocks is answered with less than it sends', async () => {
  const { url } = await runServer();
  const device = await dial(url);
  const { book, device: id } = await builder.begin();
  const hello = JSON.stringify({ type: 'hello', protocol: 1, book, device: id, nonce: 'a'.repeat(64) });
  device.socket.send(hello);
  const challenge = JSON.stringify(await device.next('challenge'));
  expect(challenge.length).toBeLessThan(hello.length);
});

test('case 19: a frame that claims gigabytes is refused at its header', async () => {
  const { url } = await runServer();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/sync`);
  await once(socket, 'open');
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  // FIN and binary; masked, with a length of 2^40 in eight bytes; a mask. None of the payload is ever sent.
  const tcp = (socket as unknown as { readonly _socket: Socket })._socket;
  tcp.write(Buffer.from([0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4]));
  expect((await closed)[0]).toBe(1009);
});
