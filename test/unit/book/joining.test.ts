import { expect, test } from 'vitest';
import { controlLines } from '../../../src/book/control-records.ts';
import { joinBook, linkToTicket } from '../../../src/book/invitation.ts';
import { base64ToBytes, type Bytes } from '../../../src/kernel/bytes.ts';
import type { SegmentHash } from '../../../src/kernel/ids.ts';
import { proveEnrolment } from '../../../src/log/enrolment.ts';
import { sealSegment, type Sealed } from '../../../src/log/seal.ts';
import { parseSegment } from '../../../src/log/segment.ts';
import {
  createDevices,
  createPorts,
  deliver,
  foundDevice,
  inviteDevice,
  openAgain,
  run,
  segmentsOf,
  type Device,
} from '../../support/devices.ts';
import { ownLog, spoil } from '../../support/seal-as.ts';

const linkOf = async (host: Device): Promise<string> => (await host.book.invite('member')).link;

test('a link is understood with white space around it, and refused when it is cut or has none of a link', async () => {
  const link = await linkOf(await foundDevice());
  expect(linkToTicket(` \n${link}\n`)).toMatchObject({ ok: true });
  for (const cut of ['', link.slice(0, -5), link.slice(0, 30), link.replace('#join=', '')])
    expect(linkToTicket(cut)).toMatchObject({ error: { code: 'link-invalid' } });
});

test('case 16: a device that joins shows its own enrolment, also when a server has sent it what has to wait', async () => {
  const [ada, grace] = await createDevices(2);
  const joining = await inviteDevice(ada, 'joining');
  for (let i = 0; i < 6; i++) {
    await run(grace, 'record.create', `record:${i}`, { title: 'Bridge' });
    await grace.book.seal();
  }
  await joining.book.log.take((await segmentsOf(grace)).slice(-5));
  await joining.book.refresh();
  const shown = (await joining.book.proof()).map((bytes) => parseSegment(bytes, ada.ports.crypto.sha256));
  expect(shown.map((one) => one.ok && one.value.header.device)).toEqual([joining.identity.device]);
});

/** Segments of a member, without the start of its log that they stand on. */
const startless = async (host: Device): Promise<readonly Bytes[]> => {
  const bob = await inviteDevice(host, 'bob');
  await deliver(host, bob);
  for (const title of ['One', 'Two', 'Three']) {
    await run(bob, 'record.create', `record:${title}`, { title });
    await bob.book.seal();
  }
  return (await ownLog(bob)).slice(1).map(({ bytes }) => bytes);
};

/** What a guest that the book does not know yet has to show. */
const proofOf = async (guest: Device): Promise<readonly [Bytes, Bytes]> => {
  const [proof] = await guest.book.proof();
  return [proof!, spoil(guest, proof!)];
};

test('case 16: a spoilt copy of the own enrolment, sent back by the server, does not take the place of the good one', async () => {
  const ada = await foundDevice();
  const guest = await inviteDevice(ada, 'guest');
  const [, spoilt] = await proofOf(guest);
  await guest.book.log.take([spoilt]);
  await guest.book.log.take([...(await startless(ada)), spoilt]);
  const again = await openAgain(guest);
  await deliver(ada, again);
  expect(again.book.isEnrolled()).toBe(true);
});

test('case 16: a spoilt copy that came first does not keep the good enrolment out', async () => {
  const [ada, grace] = await createDevices(2);
  const guest = await inviteDevice(ada, 'guest');
  const [good, spoilt] = await proofOf(guest);
  for (const first of [spoilt, good]) await grace.book.log.take([first]);
  await deliver(ada, grace);
  expect(Object.keys(grace.book.membership().members)).toHaveLength(3);
});

test('HB1: what waits is written once, and not again with all that comes', async () => {
  const [ada, grace] = await createDevices(2);
  const puts: number[] = [];
  const { store } = grace.ports;
  const write: typeof store.write = (tables, body) =>
    store.write(tables, (tx) => {
      const put: typeof tx.put = (table, rows) => {
        if (table === 'waiting' && rows.length > 0) puts.push(rows.length);
        return tx.put(table, rows);
      };
      return body({ ...tx, put });
    });
  const counted = await openAgain(grace, { store: { ...store, write } });
  const logs = await startless(ada);
  for (const bytes of logs) await counted.book.log.take([bytes]);
  expect(puts).toEqual(logs.map(() => 1));
});

/** Signed with the link's key as it should be, but made as if nothing had been seen before it. */
const enrolUnseen = async (host: Device): Promise<Sealed> => {
  const ticket = linkToTicket(await linkOf(host));
  if (!ticket.ok) throw new Error(ticket.error.message);
  const ports = await createPorts('eve');
  const { identity } = await joinBook(ports, ticket.value, { actor: 'Eve', name: 'eve' });
  const { book, device, signing } = identity;
  const key = ticket.value.key;
  const oneTime = {
    publicKey: base64ToBytes(key.public)!,
    privateKey: base64ToBytes(key.private)!,
  };
  const invite = ticket.value.invite.hash as SegmentHash;
  const proof = await proveEnrolment(book, invite, oneTime, identity, ports.crypto);
  const lines = controlLines('book.enrol', { ...proof, name: 'eve' }, 'Eve', ports);
  const place = { seq: 1, commands: 1, depth: 1, context: [], prev: '' } as const;
  return sealSegment(
    { kind: 'control', book, device, ...place, lines, epoch: '' },
    signing,
    ports.crypto,
    ports.random,
  );
};

test('ME2: an enrolment that does not name its invitation in its context enrols nobody, whichever comes first', async () => {
  const [ada, grace] = await createDevices(2);
  const { bytes } = await enrolUnseen(ada);
  await grace.book.log.take([bytes]);
  await deliver(ada, grace);
  await ada.book.log.take([bytes]);
  const membersOf = ({ book }: Device) => Object.keys(book.membership().members).sort();
  expect(membersOf(ada)).toEqual(membersOf(grace));
  expect(membersOf(ada)).toHaveLength(2);
});
