import { expect, test } from 'vitest';
import { bytesToBase64, bytesToHex } from '../../src/kernel/bytes.ts';
import type { BookId } from '../../src/kernel/ids.ts';
import { systemRandom } from '../../src/platform/clock.ts';
import { challengeMessage, PROTOCOL } from '../../src/sync/protocol.ts';
import { HANDSHAKE_MS } from '../../sync-server/connection/connection.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { claim, dial, enter, enterWithBook } from '../support/sync-device.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

test('ME1 a device that is no member gets the same answer as one that asks for a book that is not here', async () => {
  const { url } = await runServer();
  const { founder } = await enterWithBook(url, builder);
  const stranger = await builder.begin();
  const refused = await dial(url);
  await claim(refused, { ...stranger, book: founder.book }, crypto);
  const lost = await dial(url);
  await claim(lost, { ...stranger, book: bytesToHex(systemRandom.bytes(32)) as BookId }, crypto);
  const answer = await refused.next('stop');
  expect(answer).toMatchObject({ code: 'not-admitted', retry: false });
  expect(await lost.next('stop')).toEqual(answer);
  await refused.next('closed');
});

test('ME1 a member is let in by its key alone, and nobody else with the same records', async () => {
  const { url } = await runServer();
  const { founder } = await enterWithBook(url, builder);
  await enter(url, { ...founder, proof: [] }, crypto);
  const thief = await dial(url);
  const { keys } = await builder.begin();
  await claim(thief, { ...founder, keys }, crypto);
  expect(await thief.next('stop')).toMatchObject({ code: 'not-admitted' });
});

test('a signature overheard on one connection is worth nothing on another', async () => {
  const { url } = await runServer();
  const { founder } = await enterWithBook(url, builder);
  const nonce = bytesToHex(systemRandom.bytes(32));
  const challenged = async () => {
    const device = await dial(url);
    device.send({ type: 'hello', protocol: PROTOCOL, book: founder.book, device: founder.device, nonce });
    return { device, challenge: await device.next('challenge') };
  };
  const [own, replaying] = [await challenged(), await challenged()];
  expect(own.challenge.origin).toBe(url);
  const message = challengeMessage(url, founder.book, nonce, own.challenge.nonce);
  const signature = bytesToBase64(await crypto.sign(founder.keys.signing, message));
  replaying.device.send({ type: 'prove', signature, proof: [] });
  expect(await replaying.device.next('stop')).toMatchObject({ code: 'not-admitted' });
  own.device.send({ type: 'prove', signature, proof: [] });
  await own.device.next('welcome');
});

test('a handshake that takes too long is ended', async () => {
  const waiting: { milliseconds: number; task: () => void; cancelled: boolean }[] = [];
  const timers = {
    after: (milliseconds: number, task: () => void) => {
      const timer = { milliseconds, task, cancelled: false };
      waiting.push(timer);
      return () => {
        timer.cancelled = true;
      };
    },
  };
  const { url } = await runServer(undefined, { timers });
  const slow = await dial(url);
  const { founder } = await enterWithBook(url, builder);
  const limits = () => waiting.filter((timer) => timer.milliseconds === HANDSHAKE_MS);
  expect(limits().map((timer) => timer.cancelled)).toEqual([false, true]);
  limits()[0]!.task();
  expect(await slow.next('stop')).toMatchObject({ code: 'too-slow' });
  await slow.next('closed');
  await enter(url, founder, crypto);
});

test.each([
  ['before the handshake', '{"type":"have","heads":[],"unknown":[]}', 'out-of-turn'],
  ['that is no JSON', '{"type":', 'frame-malformed'],
  ['of an unknown type', '{"type":"__proto__"}', 'frame-malformed'],
  ['with a field too many', '{"type":"hello","admin":true}', 'frame-malformed'],
  ['of bytes cut short', new Uint8Array([0, 0, 0, 9, 1]), 'frame-malformed'],
  ['with a huge length', new Uint8Array([255, 255, 255, 255, 1]), 'frame-malformed'],
])('a frame %s ends the connection with a reason', async (_what, frame, code) => {
  const { url } = await runServer();
  const device = await dial(url);
  device.socket.send(frame);
  expect(await device.next('stop')).toMatchObject({ code, retry: false });
  await device.next('closed');
});

test('a stranger may send no more than a handshake needs, and a member no more than a frame', async () => {
  const { url } = await runServer();
  const { device } = await enterWithBook(url, builder);
  const stranger = await dial(url);
  stranger.socket.send(new Uint8Array(1024 * 1024));
  expect((await stranger.next('closed')).code).not.toBe(1000);
  device.socket.send(new Uint8Array(8 * 1024 * 1024));
  expect((await device.next('closed')).code).toBe(1009);
});

test('a server that is not for this machine alone takes no new books, unless it is told to', async () => {
  const closed = await runServer(['--data', temporaryFolder(), '--host', '0.0.0.0']);
  const url = closed.url.replace('0.0.0.0', '127.0.0.1');
  const device = await dial(url);
  await claim(device, await builder.begin(), crypto);
  expect(await device.next('stop')).toMatchObject({ code: 'new-books-closed', retry: false });
  const open = await runServer(['--data', temporaryFolder(), '--host', '0.0.0.0', '--new-books']);
  await enter(open.url.replace('0.0.0.0', '127.0.0.1'), await builder.begin(), crypto);
});
