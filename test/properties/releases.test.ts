import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDevices, deliver, hashesOf, run, syncAll } from '../support/devices.ts';
import { type Release } from '../support/releases.ts';
import { sealAs } from '../support/seal-as.ts';
import { asRelease, textsOf } from '../support/upgrading.ts';

const step = fc.record({
  device: fc.nat(2),
  do: fc.constantFrom('entry' as const, 'star' as const, 'deliver' as const, 'release' as const),
  release: fc.constantFrom<Release>(1, 2, 3),
  to: fc.nat(2),
});

test('AS1, ST1: devices of mixed releases, upgraded and downgraded at any time, agree once all are upgraded', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const devices = await createDevices(3);
      const releases: Release[] = [1, 1, 1];
      await run(devices[0]!, 'record.create', 'record:1', { title: 'One' });
      await syncAll(devices);
      for (const [i, one] of steps.entries()) {
        const device = devices[one.device]!;
        if (one.do === 'entry') await run(device, 'record.add-entry', 'record:1', { text: `Entry\n${i}` });
        else if (one.do === 'deliver') await deliver(device, devices[one.to]!);
        else if (one.do === 'release') {
          releases[one.device] = one.release;
          devices[one.device] = await asRelease(device, one.release);
        } else if (releases[one.device]! > 1) {
          await device.book.seal();
          const drafts = [{ type: 'record.starred', v: 1, payload: { star: true } }];
          await device.book.log.take([(await sealAs(device, { aggregate: 'record:1', drafts })).bytes]);
        }
      }
      await syncAll(devices);
      for (const i of devices.keys()) devices[i] = await asRelease(devices[i]!, 3);
      const [hash, ...others] = await hashesOf(devices);
      for (const other of others) expect(other).toBe(hash);
      await devices[0]!.book.rebuild(() => undefined);
      expect(await devices[0]!.book.stateHash()).toBe(hash);
      const entries = steps.filter((one) => one.do === 'entry').length;
      expect(await textsOf(devices[0]!)).toHaveLength(entries);
    }),
    { numRuns: 40 },
  );
}, 60_000);
