import { expect, test } from 'vitest';
import { bytesToBase64, bytesToHex } from '../../src/kernel/bytes.ts';
import type { BookId } from '../../src/kernel/ids.ts';
import { systemClock, systemRandom } from '../../src/platform/clock.ts';
import { challengeMessage, PROTOCOL } from '../../src/sync/protocol.ts';
import { HANDSHAKE_MS } from '../../sync-server/connection/connection.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { letIn } from '../support/requests.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { acknowledged, claim, dial, enter, push } from '../support/sync-device.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

const begun = async (url: string) => {
  const founder = await builder.begin();
  const device = await enter(url, founder, crypto);
  push(device, founder.log);
  await acknowledged(device, founder.head().hash);
  return { founder, device };
};

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

test('ME1 a device that is no member gets the same answer as one that asks for a book that is not here', async () => {
  const { url } = await runServer();
  const { founder } = await begun(url);
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
  const { founder } = await begun(url);
  await enter(url, { ...founder, proof: [] }, crypto);
  const thief = await dial(url);
  const { keys } = await builder.begin();
  await claim(thief, { ...founder, keys }, crypto);
  expect(await thief.next('stop')).toMatchObject({ code: 'not-admitted' });
});

test('a signature overheard on one connection is worth nothing on another', async () => {
  const { url } = await runServer();
  const { founder } = await begun(url);
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

test('ME2 an invitation lets in one device: the second is told that it was used', async () => {
  const { url } = await runServer();
  const { founder, device } = await begun(url);
  const invited = await founder.invite();
  push(device, [invited.segment]);
  await acknowledged(device, invited.segment.hash);
  const [first, second] = [await builder.join(invited), await builder.join(invited)];
  const enrolment = (writer: typeof first) => ({ ...writer, proof: writer.proof.slice(-1) });
  await enter(url, enrolment(first), crypto);
  const late = await dial(url);
  await claim(late, enrolment(second), crypto);
  expect(await late.next('stop')).toMatchObject({ code: 'invitation-used', retry: false });
  await enter(url, enrolment(first), crypto); // Its connection may have broken before it could push its enrolment.
});

test('ME1 whoever is let in is a device of the book for all to see, also if it sends nothing', async () => {
  const { url } = await runServer();
  const { founder, device } = await begun(url);
  const invited = await founder.invite();
  push(device, [invited.segment]);
  await acknowledged(device, invited.segment.hash);
  const guest = await builder.join(invited);
  await (await enter(url, { ...guest, proof: guest.proof.slice(-1) }, crypto)).close();
  const { heads } = await enter(url, founder, crypto);
  expect(heads.map((head) => head.device)).toContain(guest.device);
});

test('ME2 whoever comes before its founder has sent anything of a book is a device of it for all to see', async () => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const guest = await builder.join(await founder.invite());
  const early = await enter(url, guest, crypto);
  early.send({ type: 'have', heads: [], unknown: [] });
  const { heads, ...device } = await enter(url, founder, crypto);
  expect(heads.map((head) => head.device)).toContain(guest.device);
  const next = await founder.write();
  push(device, founder.log);
  await acknowledged(device, next.hash);
  await early.next('segments', ({ segments }) => sameBytes(segments.at(-1)!, next.bytes));
});

test('ME2 whoever is invited by what is not here yet is sent no segment until it comes, and all of them then', async () => {
  const { url } = await runServer();
  const { founder, device } = await begun(url);
  const other = await builder.join(await founder.invite());
  push(device, [...founder.log, ...other.log]);
  await acknowledged(device, founder.head().hash, other.head().hash);
  const { device: of, seq, hash } = founder.head();
  await founder.write(); // Kept back.
  const guest = await builder.join(await founder.invite());
  const waiting = await enter(url, guest, crypto);
  waiting.send({ type: 'have', heads: [{ device: of, seq, hash }], unknown: [] });
  const asks = await letIn(url, guest, crypto);
  expect(await asks('pull', {})).toMatchObject({ status: 200, segments: [] });
  expect(await asks('controls')).toMatchObject({ status: 200, segments: [] });

  push(device, founder.log);
  await acknowledged(device, founder.head().hash, guest.head().hash);
  const isGiven = () => waiting.unread.some(({ type }) => type === 'segments');
  await expect.poll(isGiven).toBe(true);
  const listed = waiting.unread.findIndex(
    (message) => message.type === 'have' && message.heads.some((head) => head.device === guest.device),
  );
  expect(waiting.unread.slice(0, listed + 1).map(({ type }) => type)).not.toContain('segments');
  const all = [...founder.log, ...other.log, ...guest.log];
  expect((await waiting.next('segments')).segments).toHaveLength(all.length - seq);
  expect((await asks('pull', {})).segments).toHaveLength(all.length);
});

test('FK2 a device with new keys is let in by the old key’s signature, and so is each of two copies', async () => {
  const { url } = await runServer();
  const { founder } = await begun(url);
  for (const copy of [founder, founder.clone()]) {
    const again = await builder.proceed(copy);
    await enter(url, { ...again, proof: again.proof.slice(-1) }, crypto);
  }
  const thief = await builder.begin();
  const forged = await builder.proceed(founder, thief.keys.signing);
  const refused = await dial(url);
  await claim(refused, forged, crypto);
  expect(await refused.next('stop')).toMatchObject({ code: 'not-admitted' });
});

test('FK2 a server that has lost all of it lets in a device whose log continues one that continues another', async () => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const guest = await builder.join(await founder.invite());
  const third = await builder.proceed(await builder.proceed(guest));
  const device = await enter(url, third, crypto);
  push(device, [...founder.log, ...guest.log]);
  const { heads } = await acknowledged(device, founder.head().hash, guest.head().hash);
  expect(heads).toHaveLength(4);
});

test('ME2 nobody goes on under new keys from an invitation that was used', async () => {
  const { url } = await runServer();
  const { founder, device } = await begun(url);
  const invited = await founder.invite();
  push(device, [invited.segment]);
  await acknowledged(device, invited.segment.hash);
  await enter(url, await builder.join(invited), crypto);
  const late = await dial(url);
  await claim(late, await builder.proceed(await builder.join(invited)), crypto);
  expect(await late.next('stop')).toMatchObject({ code: 'invitation-used' });
});

test('ME2 the first use is remembered over a restart', async () => {
  const data = temporaryFolder();
  const server = await runServer(['--data', data]);
  const { founder, device } = await begun(server.url);
  const invited = await founder.invite();
  push(device, [invited.segment]);
  await acknowledged(device, invited.segment.hash);
  await enter(server.url, await builder.join(invited), crypto);
  await server.stop();
  const { url } = await runServer(['--data', data]);
  const late = await dial(url);
  await claim(late, await builder.join(invited), crypto);
  expect(await late.next('stop')).toMatchObject({ code: 'invitation-used' });
});

test('ME2 an invitation is good until it expires, by the clock of the server', async () => {
  let now = Date.parse('2026-03-01T00:00:00Z');
  const { url } = await runServer(undefined, { clock: { ...systemClock, now: () => now } });
  const { founder, device } = await begun(url);
  const invited = await founder.invite({ expires: '2026-03-02T00:00:00.000Z' });
  push(device, [invited.segment]);
  await acknowledged(device, invited.segment.hash);
  now += 48 * 3_600_000;
  const guest = await builder.join(invited);
  const late = await dial(url);
  await claim(late, guest, crypto);
  expect(await late.next('stop')).toMatchObject({ code: 'invitation-expired', retry: false });
  now -= 48 * 3_600_000;
  await enter(url, guest, crypto);
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
  const { founder } = await begun(url);
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
  const { device } = await begun(url);
  const stranger = await dial(url);
  stranger.socket.send(new Uint8Array(1024 * 1024));
  expect((await stranger.next('closed')).code).not.toBe(1000);
  device.socket.send(new Uint8Array(8 * 1024 * 1024));
  expect((await device.next('closed')).code).toBe(1009);
});

test.each(['https://evil.example', 'http://127.0.0.1:1', 'null', 'app://other'])(
  'pages of %s may not connect',
  async (origin) => {
    const { url } = await runServer();
    await expect(dial(url, { headers: { origin } })).rejects.toThrow('403');
  },
);

test('pages of the app, of the server itself and of configured origins may connect', async () => {
  const { url } = await runServer(['--data', temporaryFolder(), '--origins', 'https://books.example']);
  for (const origin of ['app://daybook', url, 'https://books.example'])
    await expect(dial(url, { headers: { origin } })).resolves.toBeDefined();
});

test('a name that is not the server’s own is refused, so that no page can point one here', async () => {
  const { url } = await runServer();
  const headers = { host: 'evil.example', origin: 'http://evil.example' };
  await expect(dial(url, { headers })).rejects.toThrow('421');
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
