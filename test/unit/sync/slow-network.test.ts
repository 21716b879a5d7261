import { expect, test } from 'vitest';
import type { Bytes } from '../../../src/kernel/bytes.ts';
import type { DeviceId, SegmentHash } from '../../../src/kernel/ids.ts';
import { FIRST_WINDOW } from '../../../src/sync/in-flight.ts';
import type { Outgoing } from '../../../src/sync/log-port.ts';
import type { Have } from '../../../src/sync/protocol.ts';
import { startSession, stepSession, type Session, type SessionInput } from '../../../src/sync/session.ts';
import { syncedDevice } from '../../support/synced-device.ts';

const DEVICE = 'd1'.repeat(16) as DeviceId;
const hashOf = (seq: number): SegmentHash => `${seq}`.padStart(64, '0') as SegmentHash;
const segment = (seq: number, size: number): Outgoing => ({
  head: { device: DEVICE, seq, hash: hashOf(seq) },
  prev: seq === 1 ? '' : hashOf(seq - 1),
  bytes: new Uint8Array(size) as Bytes,
});

/** A session that has sent these to a side which has nothing. */
const sending = (segments: readonly Outgoing[]) => {
  let [session] = startSession([segments.at(-1)!.head]);
  const sent: number[] = [];
  const step = (input: SessionInput): Session => {
    const [next, effects] = stepSession(session, input);
    for (const effect of effects)
      if (effect.type === 'send' && effect.message.type === 'segments')
        sent.push(effect.message.segments.reduce((sum, { length }) => sum + length, 0));
    session = next;
    return next;
  };
  step({ type: 'received', message: { type: 'have', heads: [], unknown: [] } });
  step({ type: 'collected', collected: { segments, more: false, unknownHere: [] } });
  return { step, sent };
};

test('what is in flight is not sent again before a network of 32 kbit/s could have carried it', () => {
  const { step, sent } = sending([segment(1, 200_000)]);
  let ticks = 0;
  while (!step({ type: 'tick' }).collecting) ticks++;
  // One in which the other side was heard, ten for the bytes, and three.
  expect([ticks, sent]).toEqual([1 + 10 + 3 - 1, [200_000]]);
});

test('segments go in frames of 64 KB, each a sign of life when it arrives, and one that is larger by itself', () => {
  const { sent } = sending([30_000, 30_000, 30_000, 90_000, 10, 10].map((size, i) => segment(i + 1, size)));
  expect(sent).toEqual([60_000, 30_000, 90_000, 20]);
});

test('no more is in flight than the network has carried in the last tick, once that is known', () => {
  const many = Array.from({ length: 40 }, (_, i) => segment(i + 1, 20_000));
  const { step } = sending(many.slice(0, 10));
  const told = (seq: number): SessionInput => ({
    type: 'received',
    message: { type: 'have', heads: [many[seq - 1]!.head], unknown: [] },
  });
  expect(step(told(10)).window).toBe(FIRST_WINDOW + 200_000);
  expect(step({ type: 'tick' }).window).toBe(FIRST_WINDOW);
});

const there = { type: 'have', heads: [{ device: DEVICE, seq: 7, hash: hashOf(7) }], unknown: [] } as const;

test('where something is to come silence is borne for two minutes, then four; where nothing is, for half a minute', async () => {
  const { server, heads } = await syncedDevice();
  const bears = async (have: Have, milliseconds: number): Promise<void> => {
    await server.welcome();
    await server.say(have);
    const dials = server.dials();
    await server.pass(milliseconds - 5_000);
    expect(server.dials()).toBe(dials);
    await server.pass(10_000);
    expect(server.dials()).toBe(dials + 1);
  };
  await bears(there, 120_000);
  await bears(there, 240_000);
  await bears({ type: 'have', heads, unknown: [] }, 30_000);
  await bears(there, 120_000);
});

test('a person who comes back need not wait for what has been silent for half a minute; but what comes slowly is cut off once', async () => {
  const { server, synced } = await syncedDevice();
  await server.welcome();
  await server.say(there);
  await server.pass(20_000);
  synced.wake();
  expect(server.dials()).toBe(1);
  await server.pass(15_000);
  synced.wake();
  expect(server.dials()).toBe(2);
  await server.welcome();
  await server.say(there);
  await server.pass(35_000);
  synced.wake();
  expect(server.dials()).toBe(2);
});
