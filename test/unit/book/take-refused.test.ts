import { expect, test } from 'vitest';
import type { Bytes } from '../../../src/kernel/bytes.ts';
import { createDevices, type Device } from '../../support/devices.ts';
import { ownLog, sealAs, type Wanted } from '../../support/seal-as.ts';

const expectRefused = async (device: Device, bytes: Bytes, code: string): Promise<void> => {
  const [heads, state] = [await device.book.log.heads(), await device.book.stateHash()];
  const taken = await device.book.log.take([bytes]);
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
  const [ada, eve] = await createDevices(2);
  await expectRefused(ada, (await sealAs(eve, await wanted(eve))).bytes, code);
});

test('a segment signed with another key is refused', async () => {
  const [ada, eve, mallory] = await createDevices(3);
  const impostor: Device = { ...eve, identity: { ...eve.identity, signing: mallory.identity.signing } };
  await expectRefused(ada, (await sealAs(impostor)).bytes, 'signature-wrong');
});

test('a body that is not the one signed is refused', async () => {
  const [ada, eve] = await createDevices(2);
  const { bytes } = await sealAs(eve);
  const changed = bytes.slice();
  changed[changed.length - 1]! ^= 1;
  await expectRefused(ada, changed, 'body-mismatch');
  expect((await ada.book.log.take([bytes])).admitted).toHaveLength(1);
});

test('a segment larger than any may be is refused before it is read', async () => {
  const [ada] = await createDevices(1);
  const huge = new Uint8Array(5 * 1024 * 1024);
  huge[3] = 10;
  await expectRefused(ada, huge, 'segment-malformed');
});
