import { expect, test, vi } from 'vitest';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import type { Crypto } from '../../../src/kernel/ports.ts';
import { deliver, run, stateOf, type Device } from '../../support/devices.ts';
import { asRelease, textsOf, team } from '../../support/upgrading.ts';

/** Bodies decrypted while `work` runs: segments opened. */
const opening = async (device: Device, work: (watched: Device) => Promise<unknown>): Promise<number> => {
  const decrypt = vi.fn<Crypto['decrypt']>(device.ports.crypto.decrypt);
  await work({ ...device, ports: { ...device.ports, crypto: { ...device.ports.crypto, decrypt } } });
  return decrypt.mock.calls.length;
};

test('AS1, case 14: what a newer release wrote is folded when this device is upgraded, without a rebuild', async () => {
  const [ada, bob] = await team(1, 2);
  await run(bob, 'record.add-entry', 'record:1', { text: 'By 2' });
  await deliver(bob, ada);
  expect(await textsOf(ada)).toEqual(['By 1\nof Ada']);
  const later = await asRelease(ada, 2);
  expect(await textsOf(later)).toEqual(['By 1\nof Ada', 'By 2']);
  expect(await later.book.stateHash()).toBe(await bob.book.stateHash());
});

test('AS1: events lifted over two versions give the state they gave, also those in a stream that was stored', async () => {
  const [ada, bob] = await team(1, 3);
  await run(ada, 'record.add-entry', 'record:1', { text: 'Two\nlines' });
  await deliver(ada, bob);
  expect(await textsOf(bob)).toEqual(['By 1\nof Ada', 'Two\nlines']);
  const [second, third] = [await asRelease(ada, 2), await asRelease(ada, 3)];
  for (const device of [second, third]) {
    expect(await textsOf(device)).toEqual(['By 1\nof Ada', 'Two\nlines']);
    expect(await device.book.stateHash()).toBe(await ada.book.stateHash());
  }
});

test('FO1: what was aside and sorts before a snapshot is folded at its place', async () => {
  const [ada, bob] = await team(1, 2);
  await run(bob, 'record.add-entry', 'record:1', { text: 'Early, by 2' });
  await bob.book.seal();
  for (let i = 0; i < 50; i++) await run(ada, 'record.add-entry', 'record:1', { text: `Ada ${i}` });
  await deliver(bob, ada);
  const later = await asRelease(ada, 2);
  expect((await textsOf(later)).slice(0, 4)).toContain('Early, by 2');
  const state = await later.book.stateHash();
  await later.book.rebuild(() => undefined);
  expect(await later.book.stateHash()).toBe(state);
});

test('AS1: an upgrade opens the segments that hold something aside, and no others', async () => {
  const [ada, bob] = await team(1, 2);
  for (let i = 0; i < 3; i++) {
    await run(ada, 'record.add-entry', 'record:1', { text: `Ada ${i}` });
    await ada.book.seal();
  }
  expect(await opening(ada, (device) => asRelease(device, 2))).toBe(0);
  const back = await asRelease(ada, 1);
  await run(bob, 'record.add-entry', 'record:1', { text: 'By 2' });
  await deliver(bob, back);
  expect(await opening(back, (device) => asRelease(device, 2))).toBe(1);
  expect(await opening(back, (device) => asRelease(device, 2))).toBe(0);
  expect(await textsOf(await asRelease(back, 2))).toContain('By 2');
});

test('AS1: of a segment of which a part was folded, an upgrade folds the rest alone', async () => {
  const [ada, bob] = await team(1, 2);
  await run(bob, 'record.add-tag', 'record:1', { tag: 'north' });
  await run(bob, 'record.add-entry', 'record:1', { text: 'By 2' });
  await deliver(bob, ada);
  expect(Object.keys((await stateOf(ada, 'record:1')).tags)).toEqual(['north']);
  // Taken for a copy, what was folded before would have the whole stream read.
  expect(await opening(ada, (device) => asRelease(device, 2))).toBe(1);
  const { row } = await (await asRelease(ada, 2)).book.aggregate('record:1' as AggregateId);
  expect(row.tail.map(({ type }) => type)).toEqual([
    'record.created',
    'record.entry-added',
    'record.tag-added',
    'record.entry-added',
  ]);
});

test('AS1: a command that a newer release left pending is aside, is sealed as it is, and is folded after the upgrade', async () => {
  const [ada, bob] = await team(2, 2);
  await run(ada, 'record.add-entry', 'record:1', { text: 'Pending, by 2' });
  const older = await asRelease(ada, 1);
  expect(await textsOf(older)).toEqual(['By 1\nof Ada']);
  expect(await textsOf(await asRelease(older, 2))).toEqual(['By 1\nof Ada', 'Pending, by 2']);
  const sealing = await asRelease(older, 1);
  await sealing.book.seal();
  expect(sealing.book.pending()).toBe(0);
  await deliver(sealing, bob);
  const later = await asRelease(sealing, 2);
  expect(await textsOf(later)).toEqual(['By 1\nof Ada', 'Pending, by 2']);
  expect(await bob.book.stateHash()).toBe(await later.book.stateHash());
});
