import { expect, test } from 'vitest';
import { createLogBuilder } from '../support/log-builder.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { acknowledged, dial, claim, enter, push } from '../support/sync-device.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

test('what was acknowledged is there after a restart, and reaches another device', async () => {
  const data = temporaryFolder();
  const first = await runServer(['--data', data]);
  const founder = await builder.begin();
  const segment = await founder.write();
  const device = await enter(first.url, founder, crypto);
  expect(device.heads).toEqual([]);
  push(device, founder.log);
  await acknowledged(device, segment.hash);
  await first.stop();

  const { url } = await runServer(['--data', data]);
  const again = await enter(url, founder, crypto);
  expect(again.heads).toEqual(
    [{ device: founder.device, seq: 2, hash: segment.hash, depth: 2 }].map(({ depth: _, ...head }) => head),
  );
  again.send({ type: 'have', heads: [], unknown: [] });
  const { segments } = await again.next('segments');
  expect(segments.map((bytes) => [...bytes])).toEqual(founder.log.map(({ bytes }) => [...bytes]));
});

test('DU1 a segment sent twice, also within one frame, is taken once', async () => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const segment = await founder.write();
  const device = await enter(url, founder, crypto);
  push(device, [...founder.log, ...founder.log]);
  await acknowledged(device, segment.hash);
  push(device, founder.log);
  const metrics = await metricsAfter(url, 'daybook_segments_total{outcome="duplicate"} 4');
  expect(metrics).toContain('daybook_segments_total{outcome="taken"} 2');
  const second = await enter(url, founder, crypto);
  expect(second.heads).toHaveLength(1);
});

test('case 19: a member who names a segment wrongly does not keep it from being recognised', async () => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const guest = await builder.join(await founder.invite());
  const [third] = await founder.writeMany(3);
  const device = await enter(url, founder, crypto);
  push(device, [...founder.log, ...guest.log]);
  await acknowledged(device, founder.head().hash);
  const lying = await guest.write([{ ...third!.head, seq: third!.head.seq + 1 }]);
  push(device, [third!, lying]);
  await device.next('refused', ({ segment }) => segment === lying.hash);
  const next = await founder.write();
  push(device, [next]);
  await acknowledged(device, next.hash);
  expect(await metricsAfter(url, `daybook_segments_total{outcome="duplicate"} 1`)).toContain('daybook');
});

/** Polls, because the second push changes nothing that a device could wait for. */
const metricsAfter = async (url: string, line: string): Promise<string> => {
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    if (text.includes(line)) return text;
  }
};

test('HB1 a segment is held, unacknowledged, until its predecessor and context are here', async () => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const invited = await founder.invite();
  const guest = await builder.join(invited);
  const seen = await founder.write();
  const late = await guest.write([seen.head]);
  const device = await enter(url, founder, crypto);
  push(device, [late, guest.log[0]!]);
  push(device, [founder.log[0]!]);
  expect((await device.next('have')).heads.map((head) => head.hash)).toEqual([founder.log[0]!.hash]);
  push(device, founder.log.slice(1));
  const { heads } = await acknowledged(device, late.hash);
  expect(heads.map((head) => head.hash).toSorted()).toEqual([seen.hash, late.hash].toSorted());
});

test('FK1 both branches of a fork are kept, and each reaches a device that has the other', async () => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const clone = founder.clone();
  const [left, right] = [await founder.write(), await clone.write()];
  const device = await enter(url, founder, crypto);
  push(device, [...founder.log, right]);
  await acknowledged(device, left.hash, right.hash);
  const other = await enter(url, founder, crypto);
  expect(other.heads).toHaveLength(2);
  other.send({
    type: 'have',
    heads: [left.head].map(({ device: of, seq, hash }) => ({ device: of, seq, hash })),
    unknown: [right.hash],
  });
  expect((await other.next('segments')).segments).toEqual([new Uint8Array(right.bytes)]);
});

test('unknown book, wrong key: same stop', async () => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const device = await dial(url);
  await claim(device, { ...founder, proof: [] }, crypto);
  expect(await device.next('stop')).toMatchObject({ code: 'not-admitted', retry: false });
});
