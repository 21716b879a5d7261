import { cpSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Head } from '../../src/clock/head.ts';
import { createLogBuilder, type Writer } from '../support/log-builder.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { acknowledged, enter, push, type SyncDevice } from '../support/sync-device.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

const headOf = (writer: Writer): Head => {
  const { device, seq, hash } = writer.head();
  return { device, seq, hash };
};

const receiveUntil = async (device: SyncDevice, hash: string): Promise<number> => {
  let count = 0;
  for (;;) {
    const { segments } = await device.next('segments');
    count += segments.length;
    if (segments.some((bytes) => Buffer.from(crypto.sha256(headerOf(bytes))).toString('hex') === hash))
      return count;
  }
};

const headerOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(4, 4 + Buffer.from(bytes).readUInt32BE(0));

test('a device that is behind gets what it lacks, context first, in pages', async () => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const invited = await founder.invite();
  const guest = await builder.join(invited);
  await founder.writeMany(150);
  await guest.write([founder.head()]);
  await guest.writeMany(20);
  const device = await enter(url, founder, crypto);
  device.send({ type: 'have', heads: [headOf(founder), headOf(guest)], unknown: [] });
  push(device, [...founder.log, ...guest.log]);
  await acknowledged(device, founder.head().hash, guest.head().hash);
  const behind = await enter(url, guest, crypto);
  const half = founder.log[99]!.head;
  behind.send({
    type: 'have',
    heads: [{ device: half.device, seq: half.seq, hash: half.hash }],
    unknown: [],
  });
  expect(await receiveUntil(behind, guest.head().hash)).toBe(founder.log.length - 100 + guest.log.length);
});

test('what one device pushes reaches the others at once', async () => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const device = await enter(url, founder, crypto);
  push(device, founder.log);
  await acknowledged(device, founder.head().hash);
  const other = await enter(url, founder, crypto);
  other.send({ type: 'have', heads: [headOf(founder)], unknown: [] });
  const segment = await founder.write();
  push(device, [segment]);
  expect((await other.next('segments')).segments).toEqual([new Uint8Array(segment.bytes)]);
});

test('a server restored from an old copy is healed by a member that enrolled after the copy was made', async () => {
  const [data, backup] = [temporaryFolder(), temporaryFolder()];
  const before = await runServer(['--data', data]);
  const founder = await builder.begin();
  const device = await enter(before.url, founder, crypto);
  push(device, founder.log);
  await acknowledged(device, founder.head().hash);
  await before.stop();
  cpSync(data, backup, { recursive: true });

  const invited = await founder.invite();
  const guest = await builder.join(invited);
  await founder.writeMany(3);
  await guest.write([founder.head()]);
  const { url } = await runServer(['--data', backup]);
  const healer = await enter(url, guest, crypto);
  expect(healer.heads.map((head) => head.seq)).toEqual([2, 1]); // The records that it showed to be let in.
  push(healer, [...founder.log, ...guest.log]);
  await acknowledged(healer, founder.head().hash, guest.head().hash);
  await enter(url, { ...guest, proof: [] }, crypto);
});

test('ME2 a server restored from an old copy is healed by a member whose invitation stands on what it lost', async () => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const device = await enter(url, founder, crypto);
  push(device, founder.log);
  await acknowledged(device, founder.head().hash);
  await founder.writeMany(3);
  const guest = await builder.join(await founder.invite());
  await guest.write([founder.head()]);
  const healer = await enter(url, guest, crypto);
  expect(healer.heads.map((head) => head.seq)).toEqual([1]);
  push(healer, [...founder.log, ...guest.log]);
  await acknowledged(healer, founder.head().hash, guest.head().hash);
  const reader = await enter(url, { ...guest, proof: [] }, crypto);
  reader.send({ type: 'have', heads: [], unknown: [] });
  expect(await receiveUntil(reader, guest.head().hash)).toBe(founder.log.length + guest.log.length);
});
