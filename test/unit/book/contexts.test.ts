import { expect, test } from 'vitest';
import { MAX_CONTEXT } from '../../../src/log/limits.ts';
import type { Tip } from '../../../src/log/rows.ts';
import { createDevices, deliver, openAgain, run, type Device } from '../../support/devices.ts';
import { ownLog } from '../../support/seal-as.ts';

const tipOf = async ({ store }: Device) =>
  (await store.read(['meta'], (tx) => tx.get('meta', 'tip')))!.value as Tip;

test('CX1: what is recorded after something new was folded starts a segment, whose context names it', async () => {
  const [ada, bob] = await createDevices(2);
  await run(ada, 'record.create', 'record:1', { title: 'One' });
  await ada.book.seal();
  const start = (await ownLog(ada)).length;
  await run(bob, 'record.create', 'record:2', { title: 'Two' });
  await run(ada, 'record.add-tag', 'record:1', { tag: 'before' });
  await run(ada, 'record.add-tag', 'record:1', { tag: 'before too' });
  await bob.book.seal();
  await ada.book.log.take([(await ownLog(bob)).at(-1)!.bytes]);
  await run(ada, 'record.add-tag', 'record:1', { tag: 'after' });
  await run(ada, 'record.add-tag', 'record:1', { tag: 'after too' });
  await ada.book.seal();
  const fresh = (await ownLog(ada)).slice(start);
  expect(fresh.map(({ header }) => header.commands)).toEqual([2, 2]);
  const [head] = (await bob.book.log.heads()).filter(({ device }) => device === bob.identity.device);
  expect(fresh.map(({ header }) => header.context)).toEqual([[], [head]]);
  expect(fresh[1]!.header.prev).toBe(fresh[0]!.hash);
});

test('CX1: of a log only the newest segment seen is named', async () => {
  const [ada, bob] = await createDevices(2);
  for (const title of ['a', 'b', 'c']) {
    await run(bob, 'record.create', `record:${title}`, { title });
    await deliver(bob, ada);
  }
  await run(ada, 'record.add-tag', 'record:a', { tag: 'seen' });
  await ada.book.seal();
  const { context } = (await ownLog(ada)).at(-1)!.header;
  expect(context.map(({ hash }) => hash)).toEqual([(await ownLog(bob)).at(-1)!.hash]);
});

test('CX1: more news than a header has room for starts two segments, the deepest first', async () => {
  const [ada, bob] = await createDevices(2);
  const tip = await tipOf(ada);
  const [known] = (await ownLog(bob)).slice(-1);
  const news = Array.from({ length: MAX_CONTEXT + 3 }, (_, i) => ({
    device: known!.header.device,
    seq: 1,
    hash: i.toString(16).padStart(64, '0') as never,
    depth: 10 + i,
  }));
  await ada.store.write(['meta'], (tx) => tx.put('meta', [{ key: 'tip', value: { ...tip, news } }]));
  const crowded = await openAgain(ada);
  await run(crowded, 'record.create', 'record:1', { title: 'One' });
  expect((await tipOf(ada)).news.map(({ depth }) => depth)).toEqual([12, 11, 10]);
  expect((await tipOf(ada)).depth).toBe(10 + MAX_CONTEXT + 3);
  await run(crowded, 'record.add-tag', 'record:1', { tag: 'x' });
  expect((await tipOf(ada)).news).toEqual([]);
  await crowded.book.seal();
  expect((await ownLog(crowded)).slice(-2).map(({ header }) => header.context.length)).toEqual([
    MAX_CONTEXT,
    3,
  ]);
});

test('DE1: each command is one deeper than all it had seen', async () => {
  const [ada, bob] = await createDevices(2);
  for (let i = 0; i < 7; i++) await run(bob, 'record.create', `record:${i}`, { title: `${i}` });
  await deliver(bob, ada);
  const { depth } = (await ownLog(bob)).at(-1)!.header;
  await run(ada, 'record.create', 'record:9', { title: 'Deeper' });
  await ada.book.seal();
  expect((await ownLog(ada)).at(-1)!.header.depth).toBe(depth + 7);
});

test('a claimed time is recorded as it was given', async () => {
  const [ada] = await createDevices(1);
  const at = '1999-12-31T23:59:59.999+02:00';
  await run(ada, 'record.create', 'record:1', { title: 'One', at });
  const { row } = await ada.book.aggregate('record:1' as never);
  expect(row.tail.map((event) => event.at)).toEqual([at]);
});
