import { expect, test } from 'vitest';
import type { Bytes } from '../../../src/kernel/bytes.ts';
import {
  createDevices,
  deliver,
  foundDevice,
  inviteDevice,
  run,
  segmentsOf,
  stateOf,
  type Device,
} from '../../support/devices.ts';
import { ownLog, sealAs, type Wanted } from '../../support/seal-as.ts';

const takeOne = async ({ book }: Device, bytes: Bytes) => book.log.take([bytes]);

const expectRefused = async (device: Device, bytes: Bytes, code: string): Promise<void> => {
  const [heads, state] = [await device.book.log.heads(), await device.book.stateHash()];
  const taken = await takeOne(device, bytes);
  expect(taken.refused.map((refusal) => refusal.failure.code)).toEqual([code]);
  expect(taken.admitted).toEqual([]);
  expect([await device.book.log.heads(), await device.book.stateHash()]).toEqual([heads, state]);
};

type Breaking = readonly [title: string, code: string, wanted: (eve: Device) => Wanted | Promise<Wanted>];
const broken: readonly Breaking[] = [
  [
    'DE1: a depth above what the context makes it: nobody inflates time',
    'depth-wrong',
    async (eve) => ({ changed: { depth: (await ownLog(eve)).at(-1)!.header.depth + 1_000_000 } }),
  ],
  ['DE1: a depth below what the context makes it', 'depth-wrong', () => ({ changed: { depth: 1 } })],
  ['a gap in the numbers of its log', 'chain-broken', () => ({ changed: { seq: 99 } })],
  [
    'a log that begins with events',
    'not-a-first-segment',
    () => ({ changed: { prev: '', seq: 1, depth: 1 } }),
  ],
  [
    'CX1: a context that names no end of a segment',
    'context-wrong',
    async (eve) => {
      const { hash, header } = (await ownLog(eve))[0]!;
      return { changed: { context: [{ device: header.device, seq: header.seq + 1, hash }] } };
    },
  ],
  ['another book', 'other-book', () => ({ changed: { book: 'ab'.repeat(32) as never } })],
];

test.each(broken)('a segment with %s is refused, and changes nothing', async (_, code, wanted) => {
  const [ada, eve] = (await createDevices(2)) as [Device, Device];
  await expectRefused(ada, (await sealAs(eve, await wanted(eve))).bytes, code);
});

test('a segment signed with another key is refused', async () => {
  const [ada, eve, mallory] = (await createDevices(3)) as [Device, Device, Device];
  const impostor: Device = { ...eve, identity: { ...eve.identity, signing: mallory.identity.signing } };
  await expectRefused(ada, (await sealAs(impostor)).bytes, 'signature-wrong');
});

test('a body that is not the one signed is refused', async () => {
  const [ada, eve] = (await createDevices(2)) as [Device, Device];
  const { bytes } = await sealAs(eve);
  const changed = bytes.slice();
  changed[changed.length - 1]! ^= 1;
  await expectRefused(ada, changed, 'body-mismatch');
  expect((await takeOne(ada, bytes)).admitted).toHaveLength(1);
});

test('a segment larger than any may be is refused before it is read', async () => {
  const [ada] = (await createDevices(1)) as [Device];
  const huge = new Uint8Array(5 * 1024 * 1024);
  huge[3] = 10;
  await expectRefused(ada, huge, 'segment-malformed');
});

test('a held segment with a wrong signature is dropped when it is freed, and the others go on', async () => {
  const [ada, eve, mallory] = (await createDevices(3)) as [Device, Device, Device];
  const before = await sealAs(eve);
  const [last] = (await ownLog(eve)).slice(-1);
  const impostor: Device = { ...eve, identity: { ...eve.identity, signing: mallory.identity.signing } };
  const follows = { prev: before.hash, seq: last!.header.seq + 2, depth: last!.header.depth + 2 };
  const forged = await sealAs(impostor, { changed: follows });
  expect(await takeOne(ada, forged.bytes)).toMatchObject({ held: 1, admitted: [], refused: [] });
  const taken = await takeOne(ada, before.bytes);
  expect(taken).toMatchObject({ held: 0, refused: [] });
  expect(taken.admitted.map(({ head }) => head.hash)).toEqual([before.hash]);
});

test('a held copy whose signature was spoilt on the way does not keep the right one out', async () => {
  const [ada, bob] = (await createDevices(2)) as [Device, Device];
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await bob.book.seal();
  await run(bob, 'record.set-title', 'record:1', { title: 'Two' });
  await bob.book.seal();
  const [first, second] = (await ownLog(bob)).slice(-2);
  const spoilt = second!.bytes.slice();
  spoilt[4 + second!.headerBytes.length]! ^= 1;
  expect(await takeOne(ada, spoilt)).toMatchObject({ held: 1 });
  const taken = await ada.book.log.take([first!.bytes, second!.bytes]);
  expect(taken.admitted.map(({ head }) => head.hash)).toEqual([first!.hash, second!.hash]);
  expect(taken).toMatchObject({ held: 0, refused: [] });
});

test('HB1: a segment waits for its predecessor, unacknowledged, and is admitted when that arrives', async () => {
  const [ada, bob] = (await createDevices(2)) as [Device, Device];
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await bob.book.seal();
  await run(bob, 'record.set-title', 'record:1', { title: 'Two' });
  await bob.book.seal();
  const [first, second] = (await ownLog(bob)).slice(-2);
  const heads = await ada.book.log.heads();
  expect(await takeOne(ada, second!.bytes)).toMatchObject({ held: 1, admitted: [] });
  expect(await ada.book.log.heads()).toEqual(heads);
  const taken = await takeOne(ada, first!.bytes);
  expect(taken.admitted.map(({ head }) => head.hash)).toEqual([first!.hash, second!.hash]);
  expect(taken.held).toBe(0);
  expect((await stateOf(ada, 'record:1')).title.map(({ value }) => value)).toEqual(['Two']);
});

test('HB1: what waits is bounded, and what finds no room is taken when it is sent again', async () => {
  const [ada, bob] = (await createDevices(2)) as [Device, Device];
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await bob.book.seal();
  const first = (await ownLog(bob)).at(-1)!;
  const chain = [first.bytes];
  let last = first;
  for (let i = 0; i < 5000; i++) {
    const small = await sealAs(bob, {
      after: last,
      aggregate: `record:${i}`,
      drafts: [{ type: 'record.comment-added', v: 1, payload: { text: 'x' } }],
    });
    chain.push(small.bytes);
    last = {
      hash: small.hash,
      header: {
        ...last.header,
        seq: last.header.seq + 1,
        events: 1,
        commands: 1,
        depth: last.header.depth + 1,
      },
    } as typeof last;
  }
  const waiting = await ada.book.log.take(chain.slice(1));
  expect(waiting).toMatchObject({ held: 4096, admitted: [] });
  expect((await ada.book.log.take(chain.slice(0, 1))).admitted).toHaveLength(4097);
  expect((await ada.book.log.take(chain)).admitted).toHaveLength(5001 - 4097);
});

test('DU1: everything sent twice changes nothing', async () => {
  const [ada, bob] = (await createDevices(2)) as [Device, Device];
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await run(bob, 'body.edit', 'body:1', { splices: [{ at: 0, deleted: 0, inserted: 'Once' }] });
  await deliver(bob, ada);
  const before = [await ada.book.log.heads(), await ada.book.stateHash()];
  const all = await segmentsOf(bob);
  let changes = 0;
  ada.book.subscribe(() => changes++);
  expect(await ada.book.log.take([...all, ...all])).toMatchObject({
    admitted: [],
    duplicates: 2 * all.length,
    held: 0,
    refused: [],
  });
  expect([await ada.book.log.heads(), await ada.book.stateHash()]).toEqual(before);
  expect(changes).toBe(0);
});

test('SE1: what is folded and what is said to be seen are stored together, or neither is', async () => {
  const [ada, bob] = (await createDevices(2)) as [Device, Device];
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await run(bob, 'body.edit', 'body:1', { splices: [{ at: 0, deleted: 0, inserted: 'Once' }] });
  await run(ada, 'body.edit', 'body:1', { splices: [{ at: 0, deleted: 0, inserted: 'Here' }] });
  await bob.book.seal();
  const all = await segmentsOf(bob);
  const before = await ada.book.log.heads();
  ada.store.failAfter(0);
  await expect(ada.book.log.take(all)).rejects.toThrow('The disk is full');
  expect(await ada.book.log.heads()).toEqual(before);
  expect((await stateOf(ada, 'record:1')).created).toEqual([]);
  expect((await ada.book.log.take(all)).admitted.length).toBeGreaterThan(0);
  expect((await stateOf(ada, 'record:1')).created).toHaveLength(1);
  await run(ada, 'record.set-title', 'record:1', { title: 'Two' });
  await deliver(ada, bob);
  const { header } = (await ownLog(ada)).at(-1)!;
  expect(header.context.map((head) => head.device)).toContain(bob.identity.device);
  expect(await ada.book.stateHash()).toBe(await bob.book.stateHash());
});

test('a device that is still joining takes no commands, and says so', async () => {
  const ada = await foundDevice();
  const bob = await inviteDevice(ada, 'bob');
  const done = await bob.book.execute({
    id: bob.newId(),
    type: 'record.create',
    aggregate: 'record:1',
    title: 'Too early',
  });
  expect(done).toMatchObject({ ok: false, error: { code: 'joining' } });
  await deliver(ada, bob);
  expect(bob.book.isEnrolled()).toBe(true);
  await run(bob, 'record.create', 'record:1', { title: 'In time' });
});
