import { expect, test } from 'vitest';
import { bytesToBase64 } from '../../../src/kernel/bytes.ts';
import {
  createDevices,
  deliver,
  foundDevice,
  joinWith,
  run,
  segmentsOf,
  stateOf,
  syncAll,
  ticketOf,
  type Device,
} from '../../support/devices.ts';
import { sealAs } from '../../support/seal-as.ts';

/** Holds a link whose one-time key is not the invitation's. */
const intruderOf = async (host: Device): Promise<Device> => {
  const ticket = await ticketOf(host);
  const other = await host.ports.crypto.generateSigningKeys();
  const key = { public: bytesToBase64(other.publicKey), private: bytesToBase64(other.privateKey) };
  return joinWith({ ...ticket, key }, 'intruder');
};

test('ME1: what a device writes that was never validly enrolled is stored and forwarded, not folded and not seen', async () => {
  const [ada, bob] = await createDevices(2);
  const eve = await intruderOf(ada);
  await deliver(ada, eve);
  expect(eve.book.isEnrolled()).toBe(false);
  const forged = await sealAs(eve, { aggregate: 'record:1' });
  await eve.book.log.take([forged.bytes]);
  const before = await ada.book.stateHash();
  expect((await ada.book.log.take(await segmentsOf(eve))).admitted).toHaveLength(2);
  expect(Object.keys(ada.book.membership().members)).not.toContain(eve.identity.device);
  expect(await ada.book.stateHash()).toBe(before);
  expect((await stateOf(ada, 'record:1')).created).toEqual([]);
  await run(ada, 'record.create', 'record:2', { title: 'Next' });
  await deliver(ada, bob);
  expect((await bob.book.log.heads()).map((head) => head.hash)).toContain(forged.hash);
  const tip = await ada.store.read(['meta'], (tx) => tx.get('meta', 'tip'));
  expect(JSON.stringify(tip)).not.toContain(eve.identity.device);
  await ada.book.rebuild(() => undefined);
  expect(await ada.book.stateHash()).toBe(await bob.book.stateHash());
});

test('ME1: an invitation gives no more than its inviter has', async () => {
  const [ada, bob] = await createDevices(2);
  const devices = [
    ada,
    bob,
    await joinWith(await ticketOf(bob, 'admin'), 'by a member'),
    await joinWith(await ticketOf(ada, 'admin'), 'by an admin'),
  ];
  await syncAll(devices);
  await syncAll(devices);
  for (const { book } of devices)
    expect(devices.map(({ identity }) => book.membership().members[identity.device]!.role)).toEqual([
      'admin',
      'member',
      'member',
      'admin',
    ]);
});

test('ME2: two devices that used one invitation out of sight both stand, and the book knows it', async () => {
  const ada = await foundDevice();
  const ticket = await ticketOf(ada);
  const devices = [ada, await joinWith(ticket, 'first'), await joinWith(ticket, 'second')];
  await syncAll(devices);
  await syncAll(devices);
  for (const { book } of devices) {
    expect(Object.keys(book.membership().members)).toHaveLength(3);
    expect(book.membership().invitations[ticket.invite.hash as never]!.used).toEqual(
      devices
        .slice(1)
        .map(({ identity }) => identity.device)
        .toSorted(),
    );
  }
});

test('ME2: whoever was invited may invite, and the proof leads back to the genesis', async () => {
  const ada = await foundDevice();
  const bob = await joinWith(await ticketOf(ada), 'bob');
  await syncAll([ada, bob]);
  const cleo = await joinWith(await ticketOf(bob), 'cleo');
  await syncAll([ada, bob, cleo]);
  await syncAll([ada, bob, cleo]);
  expect(Object.keys(ada.book.membership().members)).toHaveLength(3);
  expect(await cleo.book.proof()).toHaveLength(5);
  await run(cleo, 'record.create', 'record:1', { title: 'From Cleo' });
  await syncAll([ada, bob, cleo]);
  expect((await stateOf(ada, 'record:1')).created).toHaveLength(1);
});
