import { expect, test } from 'vitest';
import { type Bytes } from '../../../src/kernel/bytes.ts';
import { segmentsToRun } from '../../../src/log/run.ts';
import { type Message } from '../../../src/sync/protocol.ts';
import { createLogBuilder } from '../../support/log-builder.ts';
import { connected, refused, type Given, settle, PUSHED, LOOK } from '../../support/scripted-requests.ts';

const builder = await createLogBuilder();

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
  let answer = (_: Given): void => undefined;
  const first = new Promise<Given>((resolve) => (answer = resolve));
  const { send, asked } = await connected({ push: () => first });
  const message: Message = { type: 'segments', segments: [founder.log[0]!.bytes] };
  for (let i = 0; i < 5; i++) await send(message);
  answer(PUSHED);
  await settle();
  expect(asked('push')).toHaveLength(1);
  await send(message);
  expect(asked('push')).toHaveLength(2);
});

test('a server that asks to wait is waited for, as long as it says, and then asked the same', async () => {
  let isBusy = true;
  const founder = await builder.begin();
  const { send, asked, isClosed, pass } = await connected({
    push: () => (isBusy ? { ...refused(429, 'too-many'), retryAfter: 7 } : PUSHED),
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
