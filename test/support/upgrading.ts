/** Devices of one book that are upgraded and downgraded. */
import { createDevices, deliver, openAgain, run, stateOf, type Device } from './devices.ts';
import { definitionsOf, type Release } from './releases.ts';

export const asRelease = (device: Device, release: Release): Promise<Device> =>
  openAgain(device, { definitions: definitionsOf(release, device.newId()) });

export const textsOf = async (device: Device): Promise<readonly string[]> =>
  (await stateOf(device, 'record:1')).entries.map(({ text }) => text);

/** Two devices that know of record 1, of the given releases. */
export const team = async (...releases: readonly [Release, Release]): Promise<[Device, Device]> => {
  const [ada, bob] = await createDevices(2);
  await run(ada, 'record.create', 'record:1', { title: 'One' });
  await run(ada, 'record.add-entry', 'record:1', { text: 'By 1\nof Ada' });
  await deliver(ada, bob);
  return [await asRelease(ada, releases[0]), await asRelease(bob, releases[1])];
};
