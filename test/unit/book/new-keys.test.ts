import { expect, test } from 'vitest';
import { bytesToBase64 } from '../../../src/kernel/bytes.ts';
import { NOBODY } from '../../../src/log/membership.ts';
import { proofToMember } from '../../../src/sync/handshake.ts';
import { createDevices, deliver, run, segmentsOf, stateOf, syncAll } from '../../support/devices.ts';
import { deviceOf, titlesOf, noticesOf, expectAgreement, copied } from '../../support/copies.ts';

test('FK2, case 5: a restored backup that was edited offline goes on as a new device; all branches stay and fold', async () => {
  const { ada, bob, copy: backup } = await copied();
  await run(ada, 'record.set-title', 'record:1', { title: 'Written after the backup' });
  await deliver(ada, bob);
  await run(backup, 'record.set-title', 'record:1', { title: 'Written on the backup' });
  await run(backup, 'record.add-tag', 'record:1', { tag: 'offline' });

  await backup.book.log.take(await segmentsOf(bob));
  expect(deviceOf(backup)).not.toBe(deviceOf(ada));
  expect(backup.book.pending()).toBe(0);
  expect(await noticesOf(backup)).toEqual(['new-keys']);
  await run(backup, 'record.add-tag', 'record:1', { tag: 'since' });
  await syncAll([backup, bob]);

  const heads = await bob.book.log.heads();
  expect(heads.filter(({ device }) => device === deviceOf(ada))).toHaveLength(2);
  expect(heads.filter(({ device }) => device === deviceOf(backup))).toHaveLength(1);
  expect(await titlesOf(bob)).toEqual(['Written after the backup', 'Written on the backup']);
  expect(Object.keys((await stateOf(bob, 'record:1')).tags)).toEqual(['offline', 'since']);
  expect(bob.book.membership().members[deviceOf(backup)]).toMatchObject({
    role: 'admin',
    continues: deviceOf(ada),
  });
  await expectAgreement([backup, bob]);
});

test('FK2, case 6: of two copies the one that meets the other’s segments goes on as a new device, the other stays', async () => {
  const { ada, bob, copy } = await copied();
  const key = deviceOf(ada);
  await run(ada, 'record.set-title', 'record:1', { title: 'Mine' });
  await syncAll([ada, copy, bob]);
  await run(copy, 'record.add-tag', 'record:1', { tag: 'copy' });
  await syncAll([ada, copy, bob]);
  expect([deviceOf(ada), deviceOf(copy) === key]).toEqual([key, false]);
  expect(await noticesOf(ada)).toEqual(['device-copied']);
  expect(await noticesOf(copy)).toEqual(['new-keys']);
  expect((await bob.book.log.heads()).filter(({ device }) => device === key)).toHaveLength(1);
  await expectAgreement([ada, copy, bob]);
});

test('FK2, case 6: when both copies have written, both go on as new devices, once each, and both stand', async () => {
  const { ada, bob, copy } = await copied();
  const key = deviceOf(ada);
  await run(ada, 'record.set-title', 'record:1', { title: 'Mine' });
  await run(copy, 'record.set-title', 'record:1', { title: 'Also mine' });
  for (let round = 0; round < 4; round++) await syncAll([ada, copy, bob]);
  const renewed = [deviceOf(ada), deviceOf(copy)];
  expect(new Set([key, ...renewed]).size).toBe(3);
  for (const device of renewed)
    expect(bob.book.membership().members[device]).toMatchObject({ role: 'admin', continues: key });
  expect(Object.keys(bob.book.membership().members)).toHaveLength(4);
  expect(await titlesOf(bob)).toEqual(['Also mine', 'Mine']);
  await run(ada, 'record.set-title', 'record:1', { title: 'Settled' });
  await syncAll([ada, copy, bob]);
  expect(await titlesOf(copy)).toEqual(['Settled']);
  await expectAgreement([ada, copy, bob]);
});

test('FK2: what was recorded and what is acknowledged is counted on, and the person stays the same', async () => {
  const { ada, bob, copy } = await copied();
  await run(ada, 'record.set-title', 'record:1', { title: 'Mine' });
  await run(copy, 'record.set-title', 'record:1', { title: 'Also mine' });
  const [before, { actor }] = [copy.book.recorded(), copy.book.identity];
  await deliver(ada, bob);
  await copy.book.log.take(await segmentsOf(bob));
  // The record of the new keys is one more.
  expect(copy.book.recorded()).toBe(before + 1);
  expect(copy.book.identity.actor).toBe(actor);
});

test('FK2: a server that has nothing of it is shown the whole way from the genesis to the new keys', async () => {
  const { ada, bob, copy } = await copied();
  await run(ada, 'record.set-title', 'record:1', { title: 'Mine' });
  await deliver(ada, bob);
  await copy.book.log.take(await segmentsOf(bob));
  const { book, device } = copy.book.identity;
  const proof = (await copy.book.proof()).map(bytesToBase64);
  const shown = await proofToMember(NOBODY, proof, { book, device }, copy.ports.crypto);
  expect(shown).toMatchObject({ ok: true, value: { member: { device, role: 'admin' } } });
});

test('FK2: a device that joins does not take its own enrolment for another’s', async () => {
  const [, bob] = await createDevices(2);
  expect(bob.book.identity.former).toBeUndefined();
  expect(await noticesOf(bob)).toEqual([]);
});

test('FK2: what others write, a fork of theirs included, is no reason for new keys', async () => {
  const { ada, bob, copy } = await copied();
  await run(ada, 'record.set-title', 'record:1', { title: 'Mine' });
  await run(copy, 'record.set-title', 'record:1', { title: 'Also mine' });
  for (const device of [ada, copy]) await deliver(device, bob);
  await bob.book.log.take([...(await segmentsOf(ada)), ...(await segmentsOf(copy))]);
  expect(bob.book.identity.former).toBeUndefined();
});
