import { expect, test } from 'vitest';
import { cloneDevice, foundDevice, hashesOf, inviteDevice, run, stateOf } from '../support/devices.ts';
import { goOnline, settled, type Online } from '../support/online.ts';
import { steppingClock } from '../support/seeded.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';

const renewals = ({ device }: Online): number => device.book.identity.former?.length ?? 0;

const begun = async () => {
  // As the devices of tests have it, or their invitations would be long expired.
  const server = await runServer(['--data', temporaryFolder()], { clock: steppingClock() });
  const ada = await foundDevice('founder', server.url);
  await run(ada, 'record.create', 'record:1', { title: 'Before' });
  const first = goOnline(ada);
  await settled(first);
  return { server, ada, first };
};

test('FK2, case 6: of two copies online at once the second takes new keys, once, over the connection that it has', async () => {
  const { ada, first } = await begun();
  const second = goOnline(await cloneDevice(ada, 'copy'));
  await settled(first, second);
  for (let i = 0; i < 20; i++) {
    await run(first.device, 'record.add-comment', 'record:1', { text: `first ${i}` });
    await settled(first, second);
    await run(second.device, 'record.add-comment', 'record:1', { text: `second ${i}` });
    await settled(first, second);
  }
  expect([renewals(first), renewals(second)]).toEqual([0, 1]);
  expect([first.dials(), second.dials()]).toEqual([1, 1]);
  expect((await stateOf(ada, 'record:1')).comments).toHaveLength(40);
  const [one, two] = await hashesOf([ada, second.device]);
  expect(one).toBe(two);
});

test('FK2, case 6: copies that write at the same moment take new keys once each, and no connection is lost over it', async () => {
  const { ada, first } = await begun();
  const copies = [first, goOnline(await cloneDevice(ada, 'one')), goOnline(await cloneDevice(ada, 'two'))];
  await settled(...copies);
  for (let i = 0; i < 10; i++)
    await Promise.all(
      copies.map(({ device }, n) => run(device, 'record.add-comment', 'record:1', { text: `${n} ${i}` })),
    );
  await settled(...copies);
  for (const copy of copies) {
    expect(renewals(copy)).toBeLessThanOrEqual(1);
    expect(copy.dials()).toBe(1);
    expect((await stateOf(copy.device, 'record:1')).comments).toHaveLength(30);
  }
  const hashes = await hashesOf(copies.map(({ device }) => device));
  expect(new Set(hashes).size).toBe(1);
});

test('FK2, case 5: a restored backup with offline edits goes on as a new device at first contact, is let in as such, and has all', async () => {
  const { server, ada, first } = await begun();
  const backup = await cloneDevice(ada, 'backup');
  const reader = goOnline(await inviteDevice(ada, 'reader'));
  await run(ada, 'record.set-title', 'record:1', { title: 'After the backup' });
  await settled(first, reader);
  first.synced.stop();

  await run(backup, 'record.set-title', 'record:1', { title: 'On the backup' });
  const restored = goOnline(backup);
  await settled(restored, reader);
  expect([renewals(restored), restored.dials()]).toEqual([1, 1]);
  const titles = (await stateOf(reader.device, 'record:1')).title.map(({ value }) => value);
  expect(titles.toSorted()).toEqual(['After the backup', 'On the backup']);

  restored.synced.stop();
  const again = goOnline(backup);
  await run(backup, 'record.set-title', 'record:1', { title: 'Settled' });
  await settled(again, reader);
  expect((await stateOf(reader.device, 'record:1')).title.map(({ value }) => value)).toEqual(['Settled']);
  expect(again.dials()).toBe(1);
  await server.stop();
});
