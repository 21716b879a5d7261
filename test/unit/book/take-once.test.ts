import { expect, test } from 'vitest';
import {
  createDevices,
  deliver,
  foundDevice,
  inviteDevice,
  run,
  segmentsOf,
  stateOf,
} from '../../support/devices.ts';
import { ownLog } from '../../support/seal-as.ts';

test('DU1: everything sent twice changes nothing', async () => {
  const [ada, bob] = await createDevices(2);
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
  const [ada, bob] = await createDevices(2);
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
