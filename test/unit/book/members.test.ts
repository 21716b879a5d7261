import { expect, test } from 'vitest';
import { joinBook, linkToTicket, storeJoined, type Ticket } from '../../../src/book/invitation.ts';
import { openBook } from '../../../src/book.ts';
import { bytesToBase64, bytesToHex } from '../../../src/kernel/bytes.ts';
import type { Role } from '../../../src/log/control.ts';
import {
  createDevices,
  createPorts,
  deliver,
  foundDevice,
  run,
  segmentsOf,
  stateOf,
  syncAll,
  type Device,
} from '../../support/devices.ts';
import { sealAs } from '../../support/seal-as.ts';

const ticketOf = async (host: Device, role: Role = 'member'): Promise<Ticket> => {
  const ticket = linkToTicket((await host.book.invite(role)).link);
  if (!ticket.ok) throw new Error(ticket.error.message);
  return ticket.value;
};

const joinWith = async (ticket: Ticket, seed: string): Promise<Device> => {
  const ports = await createPorts(seed);
  const joined = await joinBook(ports, ticket, { actor: seed, name: seed });
  await storeJoined(ports.store, joined, ticket);
  const book = await openBook(ports, joined.identity);
  return {
    ports,
    identity: joined.identity,
    store: ports.store,
    book,
    newId: () => bytesToHex(ports.random.bytes(16)),
  };
};

/** Holds a link whose one-time key is not the invitation's. */
const intruderOf = async (host: Device): Promise<Device> => {
  const ticket = await ticketOf(host);
  const other = await host.ports.crypto.generateSigningKeys();
  const key = { public: bytesToBase64(other.publicKey), private: bytesToBase64(other.privateKey) };
  return joinWith({ ...ticket, key }, 'intruder');
};

test('ME1: what a device writes that was never validly enrolled is stored and forwarded, not folded and not seen', async () => {
  const [ada, bob] = (await createDevices(2)) as [Device, Device];
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
  const [ada, bob] = (await createDevices(2)) as [Device, Device];
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
