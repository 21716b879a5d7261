import { expect, test } from 'vitest';
import { invite } from '../../../src/book/invite.ts';
import type { Ticket } from '../../../src/book/invitation.ts';
import { bytesToBase64, bytesToHex, type Bytes } from '../../../src/kernel/bytes.ts';
import { controlLines } from '../../../src/book/control-records.ts';
import { parseSegment, segmentToHead } from '../../../src/log/segment.ts';
import {
  foundDevice,
  joinWith,
  openAgain,
  run,
  segmentsOf,
  stateOf,
  ticketOf,
  type Device,
} from '../../support/devices.ts';
import { sealAs } from '../../support/seal-as.ts';
import { seededRandom } from '../../support/seeded.ts';

const shuffled = (list: readonly Bytes[], seed: string): readonly Bytes[] => {
  const random = seededRandom(seed);
  return list
    .map((bytes) => [bytesToHex(random.bytes(8)), bytes] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, bytes]) => bytes);
};

const unique = (segments: readonly Bytes[]): readonly Bytes[] => [
  ...new Map(segments.map((bytes) => [bytesToHex(bytes), bytes])).values(),
];

/** An invitation on a log that nobody let in. */
const inviteUnenrolled = async (host: Device): Promise<Pick<Ticket, 'invite' | 'key'>> => {
  const { publicKey, privateKey } = await host.ports.crypto.generateSigningKeys();
  const key = { public: bytesToBase64(publicKey), private: bytesToBase64(privateKey) };
  const payload = { key: key.public, role: 'member', expires: '2999-01-01T00:00:00.000Z', note: '' };
  const lines = controlLines('book.invite', payload, 'Eve', host.ports);
  const { bytes } = await sealAs(host, { changed: { kind: 'control', lines, epoch: '', key: undefined! } });
  await host.book.log.take([bytes]);
  const segment = parseSegment(bytes, host.ports.crypto.sha256);
  if (!segment.ok) throw new Error(segment.error.message);
  return { key, invite: segmentToHead(segment.value) };
};

/** One key that was enrolled three times: as an admin, as a member, and by a link that was no invitation's. */
const oneKeyThrice = async () => {
  const ada = await foundDevice();
  const [asAdmin, asMember, forged] = [
    await ticketOf(ada, 'admin'),
    await ticketOf(ada, 'member'),
    await ticketOf(ada, 'admin'),
  ];
  const { publicKey, privateKey } = await ada.ports.crypto.generateSigningKeys();
  const key = { public: bytesToBase64(publicKey), private: bytesToBase64(privateKey) };
  const segments = [...(await segmentsOf(ada))];
  const [first, second, third] = [
    await joinWith(asAdmin, 'twin'),
    await joinWith(asMember, 'twin'),
    await joinWith({ ...forged, key }, 'twin'),
  ];
  for (const { book } of [first, second, third]) await book.log.take(segments);
  const guest = await joinWith(await ticketOf(second, 'admin'), 'guest');
  await run(first, 'record.create', 'record:1', { title: 'From the admin' });
  for (const device of [first, second]) {
    await device.book.seal();
    segments.push(...(await segmentsOf(device)));
  }
  await guest.book.log.take(segments);
  await run(guest, 'record.create', 'record:2', { title: 'From the guest' });
  await guest.book.seal();
  const early = await sealAs(third, { aggregate: 'record:3' });
  await third.book.log.take([early.bytes]);
  const late = await joinWith({ ...asMember, ...(await inviteUnenrolled(third)) }, 'late');
  await late.book.log.take(await segmentsOf(third));
  for (const device of [guest, late]) segments.push(...(await segmentsOf(device)));
  return { devices: [first, guest, late], outside: third, segments: unique(segments) };
};

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'ME1: one key enrolled several times counts the same, in whatever order the records come (%i)',
  async (seed) => {
    const { devices, segments } = await oneKeyThrice();
    const reader = await joinWith(await ticketOf(await foundDevice(), 'member'), 'reader');
    const inOrder = await joinWith(await ticketOf(await foundDevice(), 'member'), 'reader');
    for (const bytes of shuffled(segments, `order ${seed}`)) await reader.book.log.take([bytes]);
    await inOrder.book.log.take(segments);
    const { members } = reader.book.membership();
    expect(members).toEqual(inOrder.book.membership().members);
    expect(devices.map(({ identity }) => members[identity.device]?.role)).toEqual([
      'admin',
      'admin',
      undefined, // Invited on the log that nobody let in.
    ]);
    // What that log says counts all the same: its key is enrolled elsewhere.
    for (const id of ['record:1', 'record:2', 'record:3'])
      expect((await stateOf(reader, id)).created).toHaveLength(1);
    expect(await reader.book.stateHash()).toBe(await inOrder.book.stateHash());
    const before = await reader.book.stateHash();
    const again = await openAgain(reader);
    await again.book.rebuild(() => undefined);
    expect(await again.book.stateHash()).toBe(before);
    expect(again.book.membership().members).toEqual(members);
  },
);

test('ME1, FK2: a device whose own log nobody let in says so where it would invite, and keeps its keys', async () => {
  const { devices, outside, segments } = await oneKeyThrice();
  await outside.book.log.take(segments);
  await run(outside, 'record.create', 'record:4', { title: 'From outside' });
  // A copy of its key is about: it seals what it has, and no new keys could stand on its log.
  await outside.book.seal();
  expect(outside.book.pending()).toBe(0);
  expect(outside.book.identity.device).toBe(outside.identity.device);
  expect(await invite(outside.book, 'member')).toMatchObject({ ok: false, error: { code: 'not-enrolled' } });
  expect(await invite(devices[1]!.book, 'member')).toMatchObject({ ok: true });
  // What it records counts all the same.
  await devices[1]!.book.log.take(await segmentsOf(outside));
  expect((await stateOf(devices[1]!, 'record:4')).created).toHaveLength(1);
});
