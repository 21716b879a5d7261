/** Case 16: what a server can do that lies, and how little it can do. */
import { expect, test } from 'vitest';
import { refusalsToFailure } from '../../../src/book/not-taken.ts';
import type { Bytes } from '../../../src/kernel/bytes.ts';
import { parseSegment, partsToSegment, type Segment } from '../../../src/log/segment.ts';
import type { Message } from '../../../src/sync/protocol.ts';
import { createDevices, foundDevice, run, segmentsOf, stateOf, type Device } from '../../support/devices.ts';
import { ownLog, sealAs } from '../../support/seal-as.ts';
import { syncedDevice } from '../../support/synced-device.ts';

const withHeader = (one: Segment, changed: Partial<Pick<Segment, 'signature' | 'body'>>): Bytes =>
  partsToSegment(one.headerBytes, changed.signature ?? one.signature, changed.body ?? one.body);

/** Ada, connected; and what Bob has written, which she lacks. */
const begun = async () => {
  const [ada, bob] = await createDevices(2);
  const connected = await syncedDevice(ada);
  for (let i = 0; i < 3; i++) {
    await run(bob, 'record.create', `record:${i}`, { title: `${i}` });
    await bob.book.seal();
  }
  const log = (await ownLog(bob)).filter(({ header }) => header.kind === 'events');
  await connected.server.welcome();
  await connected.server.say({ type: 'have', heads: await bob.book.log.heads(), unknown: [] });
  return { ...connected, bob, log, before: await facts(ada) };
};

const facts = async ({ book }: Device) => ({
  state: await book.stateHash(),
  heads: await book.log.heads(),
  membership: book.membership(),
});

const segments = (...list: readonly Bytes[]): Message => ({ type: 'segments', segments: list });

const swaps: Record<string, (log: readonly Segment[], bob: Device) => Bytes | Promise<Bytes>> = {
  'the body of another segment': ([one, two]) => withHeader(one!, { body: two!.body }),
  'the signature of another segment': ([one, two]) => withHeader(one!, { signature: two!.signature }),
  'a segment of another book': async () => (await sealAs(await foundDevice('another'))).bytes,
  'a log of its own in a member’s name': async ([one], bob) => {
    const { signing } = (await foundDevice('server')).identity;
    const impostor: Device = { ...bob, identity: { ...bob.identity, signing } };
    return (await sealAs(impostor, { after: one! })).bytes;
  },
};

test.each(Object.entries(swaps))(
  'case 16: a server that gives %s changes nothing, and is told of',
  async (_, swap) => {
    const { ada, bob, log, server, synced, notTaken, before } = await begun();
    await server.say(segments(await swap(log, bob)));
    expect(await facts(ada)).toEqual(before);
    expect(notTaken.length + (await ada.book.log.take([])).held).toBe(1);
    for (const refusal of notTaken)
      expect(refusalsToFailure([refusal]).message).toContain(refusal.failure.message);
    expect(synced.status().state).toBe('receiving');
    await server.say(segments(...log.map(({ bytes }) => bytes)));
    expect(await ada.book.stateHash()).toBe(await bob.book.stateHash());
    expect(synced.status().state).toBe('up-to-date');
    synced.stop();
  },
);

test('case 16: members that a server has made up are none', async () => {
  const { ada, server, synced, before } = await begun();
  const stranger = await foundDevice('stranger');
  const [genesis] = await segmentsOf(stranger);
  const record = parseSegment(genesis!, ada.ports.crypto.sha256);
  if (!record.ok) throw new Error(record.error.message);
  await server.say(segments(genesis!));
  await server.say(
    segments((await sealAs(stranger, { after: record.value, changed: { book: ada.identity.book } })).bytes),
  );
  expect(await facts(ada)).toEqual(before);
  synced.stop();
});

test('case 16: what is replayed changes nothing, however often and in whatever order', async () => {
  const { ada, bob, log, server, synced } = await begun();
  const [one, two, three] = log.map(({ bytes }) => bytes) as [Bytes, Bytes, Bytes];
  await server.say(segments(one, two, three));
  const after = await facts(ada);
  const old: Message = { type: 'have', heads: [], unknown: [] };
  for (const message of [segments(one), segments(three, two, one), old, segments(one, one, one), old])
    await server.say(message);
  expect(await facts(ada)).toEqual(after);
  expect(await ada.book.stateHash()).toBe(await bob.book.stateHash());
  synced.stop();
});

test('case 16: a challenge that is replayed is answered anew, and one in another server’s name not at all', async () => {
  const { server, synced } = await syncedDevice();
  const challenge = { type: 'challenge', nonce: '5'.repeat(64), origin: 'http://127.0.0.1:8787' } as const;
  const answers: Message[] = [];
  for (let i = 0; i < 2; i++) {
    await server.open();
    await server.say(challenge);
    answers.push(...server.heard().filter(({ type }) => type === 'prove'));
    await server.drop();
    await server.pass(60_000);
  }
  const signatures = answers.map((message) => message.type === 'prove' && message.signature);
  expect(new Set(signatures).size).toBe(2);
  await server.open();
  await server.say({ ...challenge, origin: 'https://elsewhere.example' });
  expect(server.heard().filter(({ type }) => type === 'prove')).toEqual([]);
  expect(synced.status()).toMatchObject({ state: 'stopped', failure: { code: 'wrong-server' } });
  synced.stop();
});

test('case 16: what stands on something that a server leaves out waits, unacknowledged, and nobody calls it up to date', async () => {
  const { ada, bob, log, server, synced, before } = await begun();
  const [one, ...rest] = log.map(({ bytes }) => bytes) as [Bytes, Bytes, Bytes];
  server.heard();
  await server.say(segments(...rest));
  expect(await facts(ada)).toEqual(before);
  await server.pass(10_000);
  const told = server.heard().flatMap((message) => (message.type === 'have' ? message.heads : []));
  expect(told.filter(({ hash }) => log.some((segment) => segment.hash === hash))).toEqual([]);
  expect(synced.status().state).toBe('receiving');
  await server.say(segments(one));
  expect(await ada.book.stateHash()).toBe(await bob.book.stateHash());
  expect(synced.status().state).toBe('up-to-date');
  synced.stop();
});

test('case 16: a server that was rolled back is given back what it lost, and until then nothing is called safe', async () => {
  const { ada, server, synced, heads } = await syncedDevice();
  await server.welcome();
  await run(ada, 'record.create', 'record:1', { title: 'Bridge' });
  await server.pass(0);
  const known = await ada.book.log.heads();
  await server.say({ type: 'have', heads: known, unknown: [] });
  expect(synced.status().state).toBe('up-to-date');
  await server.say({ type: 'have', heads, unknown: [] });
  expect(synced.status()).toMatchObject({ state: 'sending', kept: 1 });
  await server.drop();
  await server.pass(60_000);
  await server.welcome();
  server.heard();
  await server.say({ type: 'have', heads: [], unknown: [] });
  const sent = server.heard().flatMap((message) => (message.type === 'segments' ? message.segments : []));
  expect(sent).toHaveLength(2);
  expect(synced.status()).toMatchObject({ state: 'sending', kept: 2 });
  expect((await stateOf(ada, 'record:1')).created).toHaveLength(1);
  synced.stop();
});
