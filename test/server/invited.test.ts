import { expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { letIn } from '../support/requests.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { acknowledged, claim, dial, enter, enterWithBook, push } from '../support/sync-device.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

test('ME2 an invitation lets in one device: the second is told that it was used', async () => {
  const { url } = await runServer();
  const { founder, device } = await enterWithBook(url, builder);
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
  const { founder, device } = await enterWithBook(url, builder);
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
  const { founder, device } = await enterWithBook(url, builder);
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
  const { founder } = await enterWithBook(url, builder);
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
  const { founder, device } = await enterWithBook(url, builder);
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
  const { founder, device } = await enterWithBook(server.url, builder);
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
  const { founder, device } = await enterWithBook(url, builder);
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
