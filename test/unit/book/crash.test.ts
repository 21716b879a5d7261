import { expect, test } from 'vitest';
import {
  createDevices,
  deliver,
  openAgain,
  run,
  segmentsOf,
  stateOf,
  type Device,
} from '../../support/devices.ts';

const busy = async (device: Device): Promise<void> => {
  await run(device, 'record.create', 'record:1', { title: 'One' });
  for (let i = 0; i < 80; i++) await run(device, 'record.add-comment', 'record:1', { text: `${i}` });
  await run(device, 'body.edit', 'body:1', { splices: [{ at: 0, deleted: 0, inserted: 'Hello' }] });
};

test('a full disk at the commit: the command fails and says so, state is not ahead of the log, reading goes on', async () => {
  const [ada] = await createDevices(1);
  await busy(ada);
  const before = [await ada.book.stateHash(), ada.book.pending(), ada.book.recorded()];
  let changes = 0;
  ada.book.subscribe(() => changes++);
  for (const command of [
    { type: 'record.set-title', aggregate: 'record:1', title: 'Lost' },
    { type: 'body.edit', aggregate: 'body:1', splices: [{ at: 5, deleted: 0, inserted: ' lost' }] },
  ]) {
    ada.store.failAfter(0);
    const done = await ada.book.execute({ id: ada.newId(), ...command });
    expect(done).toMatchObject({
      ok: false,
      error: { code: 'storage-failed', message: expect.stringContaining('Nothing was recorded') },
    });
    expect([await ada.book.stateHash(), ada.book.pending(), ada.book.recorded()]).toEqual(before);
  }
  expect(changes).toBe(0);
  await run(ada, 'body.edit', 'body:1', { splices: [{ at: 5, deleted: 0, inserted: '!' }] });
  const text = await openAgain(ada);
  expect(await text.book.stateHash()).toBe(await ada.book.stateHash());
});

/** The store fails at its n-th write, for every n: then the next start finds all that was acknowledged, and no halves. */
const expectNothingLost = async (
  work: (device: Device) => Promise<unknown>,
  prepared: () => Promise<Device>,
): Promise<void> => {
  const whole = await prepared();
  await work(whole);
  for (let writes = 0; writes < 50; writes++) {
    const device = await prepared();
    device.store.failAfter(writes);
    await work(device).catch(() => undefined);
    if (!device.store.hasFailed()) {
      expect(writes).toBeGreaterThan(0);
      return;
    }
    const next = await openAgain(device);
    await work(next);
    expect(next.book.pending()).toBe(whole.book.pending());
    const found = await next.book.stateHash();
    await next.book.rebuild(() => undefined);
    expect(await next.book.stateHash()).toBe(found);
    expect(found).toBe(await whole.book.stateHash());
  }
  throw new Error('The work never gets to its end.');
};

test('killed at any write of sealing: nothing is lost, and nothing is half', async () => {
  const prepared = async () => {
    const [ada] = await createDevices(1);
    await busy(ada);
    return ada;
  };
  await expectNothingLost(({ book }) => book.seal(), prepared);
});

test('killed at any write of taking: nothing is lost, and nothing is half', async () => {
  const [, bob] = await createDevices(2);
  await busy(bob);
  await bob.book.seal();
  const all = await segmentsOf(bob);
  const prepared = async () => (await createDevices(2))[0];
  await expectNothingLost(async ({ book }) => {
    for (const segment of all) await book.log.take([segment]);
  }, prepared);
});

test('killed at any write of an invitation: nothing is lost, and nothing is half', async () => {
  const prepared = async () => {
    const [ada] = await createDevices(1);
    await busy(ada);
    return ada;
  };
  await expectNothingLost(({ book }) => book.invite('member'), prepared);
});

test('a rebuild that was cut off at any write is done again at the next start', async () => {
  const [ada, bob] = await createDevices(2);
  await busy(bob);
  await deliver(bob, ada);
  await run(ada, 'record.set-title', 'record:1', { title: 'Pending' });
  const before = await ada.book.stateHash();
  let cut = 0;
  for (let device = ada; ; cut++) {
    device.store.failAfter(cut);
    const failed = await device.book
      .rebuild(() => undefined)
      .then(
        () => false,
        () => true,
      );
    if (!failed) break;
    device = await openAgain(device);
    expect(await device.book.stateHash()).toBe(before);
    expect((await stateOf(device, 'record:1')).comments).toHaveLength(80);
  }
  expect(cut).toBeGreaterThan(2);
});
