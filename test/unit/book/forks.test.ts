import { expect, test } from 'vitest';
import {
  cloneDevice,
  createDevices,
  hashesOf,
  openAgain,
  run,
  segmentsOf,
  stateOf,
  syncAll,
  type Device,
} from '../../support/devices.ts';
import { ownLog } from '../../support/seal-as.ts';

const expectAgreement = async (devices: readonly Device[]): Promise<void> => {
  expect(new Set(await hashesOf(devices)).size).toBe(1);
  const before = await devices[0]!.book.stateHash();
  for (const { book } of devices) {
    await book.rebuild(() => undefined);
    expect(await book.stateHash()).toBe(before);
  }
};

/** Ada's profile is copied, and both copies go on. */
const forked = async (): Promise<readonly [Device, Device, Device]> => {
  const [ada, bob] = await createDevices(2);
  await run(ada, 'record.create', 'record:1', { title: 'Before' });
  await syncAll([ada, bob]);
  return [ada, await cloneDevice(ada, 'clone'), bob];
};

test('FK1: both branches of a cloned device are folded, and everywhere alike', async () => {
  const [ada, clone, bob] = await forked();
  await run(ada, 'record.set-title', 'record:1', { title: 'Mine' });
  await run(clone, 'record.set-title', 'record:1', { title: 'Also mine' });
  await run(clone, 'record.add-tag', 'record:1', { tag: 'cloned' });
  await syncAll([ada, clone, bob]);
  const heads = await bob.book.log.heads();
  expect(heads.filter((head) => head.device === ada.identity.device)).toHaveLength(2);
  const { title, tags } = await stateOf(bob, 'record:1');
  expect(title.map(({ value }) => value).toSorted()).toEqual(['Also mine', 'Mine']);
  expect(Object.keys(tags)).toEqual(['cloned']);
  await expectAgreement([ada, clone, bob]);
});

test('FK1: what is recorded after the other branch was met comes after it', async () => {
  const [ada, clone, bob] = await forked();
  for (const title of ['a', 'b', 'c', 'd']) await run(clone, 'record.set-title', 'record:1', { title });
  await run(ada, 'record.add-tag', 'record:1', { tag: 'mine' });
  await syncAll([ada, clone, bob]);
  await run(ada, 'record.set-title', 'record:1', { title: 'last' });
  await syncAll([ada, clone, bob]);
  for (const device of [ada, clone, bob])
    expect((await stateOf(device, 'record:1')).title.map(({ value }) => value)).toEqual(['last']);
  const { header } = (await ownLog(bob)).at(-1) ?? (await ownLog(ada)).at(-1)!;
  expect(header.book).toBe(ada.identity.book);
  await expectAgreement([ada, clone, bob]);
});

test('FK1: a command that both copies had pending is one effect', async () => {
  const [ada, , bob] = await forked();
  await run(ada, 'record.add-comment', 'record:1', { text: 'Said once' });
  await run(ada, 'record.set-title', 'record:1', { title: 'Once' });
  const clone = await cloneDevice(ada, 'clone of pending');
  await syncAll([ada, clone, bob]);
  for (const device of [ada, clone, bob]) {
    const { comments, title } = await stateOf(device, 'record:1');
    expect(comments.map(({ text }) => text)).toEqual(['Said once']);
    expect(title.map(({ value }) => value)).toEqual(['Once']);
  }
  await expectAgreement([ada, clone, bob]);
});

test.each([1, 2, 3, 4, 5, 6])(
  'CO1: sealing behind another branch at the same depth sorts by hash, in memory and after (%i)',
  async (seed) => {
    const [ada, , bob] = await forked();
    const clone = await cloneDevice(ada, `clone ${seed}`);
    await run(clone, 'record.add-comment', 'record:1', { text: `clone ${seed}` });
    await clone.book.seal();
    await run(ada, 'record.add-comment', 'record:1', { text: `own ${seed}` });
    await ada.book.log.take(await segmentsOf(clone));
    await ada.book.seal();
    await syncAll([ada, clone, bob]);
    await expectAgreement([ada, clone, bob, await openAgain(ada)]);
  },
);

test('a restored backup is healed: the log that it has lost comes back, and it goes on behind it', async () => {
  const [ada, bob] = await createDevices(2);
  const backup = await cloneDevice(ada, 'backup');
  await run(ada, 'record.create', 'record:1', { title: 'After the backup' });
  await syncAll([ada, bob]);
  await backup.book.log.take(await segmentsOf(bob));
  await run(backup, 'record.set-title', 'record:1', { title: 'Restored' });
  await syncAll([backup, bob]);
  const heads = await bob.book.log.heads();
  expect(heads.filter((head) => head.device === ada.identity.device)).toHaveLength(1);
  await expectAgreement([backup, bob]);
});
