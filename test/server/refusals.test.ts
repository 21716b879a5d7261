import { expect, test } from 'vitest';
import { partsToSegment, parseSegment } from '../../src/log/segment.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import { createLogBuilder, type Writer } from '../support/log-builder.ts';
import { runServer } from '../support/run-server.ts';
import { acknowledged, claim, dial, enter, push } from '../support/sync-device.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

const partsOf = (bytes: Bytes) => {
  const parsed = parseSegment(bytes, crypto.sha256);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
};

const flip = (bytes: Bytes): Bytes => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte));

const withWrongSignature = async (writer: Writer) => {
  const { headerBytes, signature, body } = partsOf((await writer.write()).bytes);
  return partsToSegment(headerBytes, flip(signature), body);
};

const cases: Record<string, (writer: Writer) => Promise<Bytes>> = {
  'signature-wrong': withWrongSignature,
  'body-mismatch': async (writer) => {
    const { headerBytes, signature, body } = partsOf((await writer.write()).bytes);
    return partsToSegment(headerBytes, signature, flip(body));
  },
  'segment-malformed': async () => new Uint8Array(300).fill(1),
  'chain-broken': async (writer) => (await writer.write([], { seq: 7 })).bytes,
  'depth-wrong': async (writer) => (await writer.write([], { depth: 1000 })).bytes,
  'context-wrong': async (writer) => (await writer.write([{ ...writer.head(), seq: 9 }])).bytes,
  'not-a-first-segment': async (writer) => (await writer.write([], { prev: '', seq: 1, depth: 1 })).bytes,
  'book-wrong': async () => (await (await builder.begin()).write()).bytes,
};

test.each(Object.entries(cases))('DE1 a segment that breaks a rule is refused: %s', async (code, make) => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const honest = founder.clone();
  const device = await enter(url, founder, crypto);
  push(device, founder.log);
  await acknowledged(device, founder.head().hash);
  push(device, [{ bytes: await make(founder) }]);
  expect(await device.next('refused')).toMatchObject({ code });
  const next = await honest.write();
  push(device, [next]);
  expect((await acknowledged(device, next.hash)).heads).toHaveLength(1);
});

test('a wrong signature spoils nothing but its segment, also within a run that a good one ends', async () => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const device = await enter(url, founder, crypto);
  const good = await founder.write();
  push(device, [...founder.log, { bytes: await withWrongSignature(founder) }]);
  expect(await device.next('refused')).toMatchObject({
    code: 'signature-wrong',
    segment: founder.head().hash,
  });
  await acknowledged(device, good.hash);
});

test('ME1 what a device writes that was never validly enrolled is stored and forwarded, and opens no door', async () => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const invited = await founder.invite();
  const outsider = await builder.join({ ...invited, oneTime: await crypto.generateSigningKeys() });
  const device = await enter(url, founder, crypto);
  push(device, [...founder.log, ...outsider.log]);
  await acknowledged(device, founder.head().hash, outsider.head().hash);
  const refused = await dial(url);
  await claim(refused, outsider, crypto);
  expect(await refused.next('stop')).toMatchObject({ code: 'not-admitted' });
});
