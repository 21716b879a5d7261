import { expect, test } from 'vitest';
import { createDevices, openAgain, run, syncAll } from '../../support/devices.ts';

test('devices that have the same tell it in the same order, in whichever it came, so that a server reads it once', async () => {
  const devices = await createDevices(4);
  for (const [i, device] of devices.toReversed().entries())
    await run(device, 'record.create', `record:${i}`, { title: `${i}` });
  await syncAll(devices);
  const [ada] = devices;
  const told = await Promise.all([...devices, await openAgain(ada)].map(({ book }) => book.log.heads()));
  expect(told[0]).toHaveLength(4);
  for (const heads of told) expect(heads).toEqual(told[0]);
});
