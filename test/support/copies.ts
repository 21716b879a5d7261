/** A profile that stands twice: a backup that was restored, or a disk that was cloned. */
import { expect } from 'vitest';
import { storedNotices } from '../../src/book/notices.ts';
import type { DeviceId } from '../../src/kernel/ids.ts';
import { cloneDevice, createDevices, hashesOf, run, stateOf, syncAll, type Device } from './devices.ts';

export const deviceOf = ({ book }: Device): DeviceId => book.identity.device;

export const titlesOf = async (device: Device): Promise<readonly string[]> =>
  (await stateOf(device, 'record:1')).title.map(({ value }) => value).toSorted();

export const noticesOf = async (device: Device): Promise<readonly string[]> =>
  (await storedNotices(device.store)).map(({ failure }) => failure.code);

export const expectAgreement = async (devices: readonly Device[]): Promise<void> => {
  const [hash, ...others] = await hashesOf(devices);
  expect(others).toEqual(others.map(() => hash));
  for (const { book } of devices) {
    await book.rebuild(() => undefined);
    expect(await book.stateHash()).toBe(hash);
  }
};

/** Ada has a record and Bob knows it; `copy` is her profile as it was then. */
export const copied = async () => {
  const [ada, bob] = await createDevices(2);
  await run(ada, 'record.create', 'record:1', { title: 'Before' });
  await syncAll([ada, bob]);
  return { ada, bob, copy: await cloneDevice(ada, 'copy') };
};
