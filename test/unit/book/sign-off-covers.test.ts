import { expect, test } from 'vitest';
import type { Event } from '../../../src/events/event.ts';
import { base64ToBytes, bytesToHex, hexToBytes } from '../../../src/kernel/bytes.ts';
import type { EpochId, SegmentHash } from '../../../src/kernel/ids.ts';
import type { Header } from '../../../src/log/header.ts';
import { merkleRoot } from '../../../src/log/merkle.ts';
import { openSegment } from '../../../src/log/open.ts';
import { parseSegment } from '../../../src/log/segment.ts';
import { createDevices, run, segmentsOf, syncAll, type Device } from '../../support/devices.ts';

const RECORD = 'record:1';

interface Opened {
  readonly header: Header;
  readonly events: readonly Event[];
}

/** Every segment that a device has, by the bytes and the book's key alone. */
const openedSegments = async (device: Device): Promise<ReadonlyMap<SegmentHash, Opened>> => {
  const { identity, ports } = device;
  const key = base64ToBytes(identity.epochs[identity.book as EpochId]!);
  const opened = new Map<SegmentHash, Opened>();
  for (const bytes of await segmentsOf(device)) {
    const parsed = parseSegment(bytes, ports.crypto.sha256);
    if (!parsed.ok) throw new Error(parsed.error.message);
    const { hash, header } = parsed.value;
    const body = header.kind === 'events' ? await openSegment(parsed.value, key, ports.crypto) : undefined;
    if (body && !body.ok) throw new Error(body.error.message);
    opened.set(hash, { header, events: body?.value ?? [] });
  }
  return opened;
};

/** Names of the events of a record that came before this one, as a stranger finds them. */
const namesBefore = (all: ReadonlyMap<SegmentHash, Opened>, signOff: Event): readonly string[] => {
  const past = new Set<string>();
  const own = all.get(signOff.place.segment as SegmentHash)!;
  const todo = [own.header.prev, ...own.header.context.map(({ hash }) => hash)];
  for (let hash = todo.pop(); hash !== undefined; hash = todo.pop()) {
    if (hash === '' || past.has(hash)) continue;
    past.add(hash);
    const { prev, context } = all.get(hash)!.header;
    todo.push(prev, ...context.map((head) => head.hash));
  }
  const before = [...past].flatMap((hash) => all.get(hash as SegmentHash)!.events);
  const earlier = own.events.slice(
    0,
    own.events.findIndex(({ name }) => name === signOff.name),
  );
  return [...before, ...earlier]
    .filter(({ aggregate }) => aggregate === RECORD)
    .map(({ name }) => name)
    .toSorted();
};

test('CF2: what a sign-off covers is all that came before it, as anyone with the segments finds it', async () => {
  const [ada, bob, cleo] = await createDevices(3);
  await run(ada, 'record.create', RECORD, { title: 'Bridge' });
  for (let i = 0; i < 50; i++) await run(ada, 'record.add-comment', RECORD, { text: `${i}` });
  await syncAll([ada, bob, cleo]);
  // Not known to Bob when he signs.
  await run(cleo, 'record.add-comment', RECORD, { text: 'Late' });
  await run(bob, 'record.add-comment', RECORD, { text: 'Not sealed yet' });
  await run(bob, 'record.create', 'record:2', { title: 'Another' });
  await run(bob, 'record.sign-off', RECORD, { meaning: 'Checked' });
  await run(bob, 'record.add-comment', RECORD, { text: 'After' });
  await syncAll([ada, bob, cleo]);
  await run(ada, 'record.sign-off', RECORD, { meaning: 'All of it' });
  await syncAll([ada, bob, cleo]);

  const all = await openedSegments(cleo);
  const signOffs = [...all.values()]
    .flatMap(({ events }) => events)
    .filter(({ type }) => type === 'record.signed');
  const covered = signOffs.map((signOff) => {
    const names = namesBefore(all, signOff);
    const root = merkleRoot(names.map(hexToBytes), cleo.ports.crypto.sha256);
    expect(signOff.payload['covers']).toBe(bytesToHex(root));
    return names.length;
  });
  expect(covered.toSorted((a, b) => a - b)).toEqual([52, 55]);
});
