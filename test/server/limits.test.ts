import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import {
  ALIVE,
  heard,
  look,
  SLOW_BYTES,
  type LivenessVerdict,
} from '../../sync-server/connection/liveness.ts';
import { debtToWait, draw, fullBucket } from '../../sync-server/connection/token-bucket.ts';
import type { WebSocket } from 'ws';
import { systemTimers } from '../../src/platform/clock.ts';
import { openChannel } from '../../sync-server/connection/channel.ts';
import { createFrames } from '../../sync-server/connection/frames.ts';
import { createWaiting } from '../../sync-server/book/waiting.ts';
import type { SegmentHash } from '../../src/kernel/ids.ts';
import { parseSegment } from '../../src/log/segment.ts';
import { createLogBuilder } from '../support/log-builder.ts';

const RATE = { perSecond: 10, burst: 20 };

test('a bucket allows its burst, then its rate, whatever the clock does', () => {
  let bucket = fullBucket(RATE, 1000);
  for (let i = 0; i < 20; i++) bucket = draw(bucket, 1, RATE, 1000);
  expect(debtToWait(bucket, RATE)).toBe(0);
  bucket = draw(bucket, 5, RATE, 1000);
  expect(debtToWait(bucket, RATE)).toBe(500);
  expect(debtToWait(draw(bucket, 0, RATE, 1500), RATE)).toBe(0);
  expect(debtToWait(draw(bucket, 0, RATE, 0), RATE)).toBe(500);
});

const IDLE = { unsent: 0, read: 0, isHeld: false };

const verdicts = (
  ticks: number,
  seen: (tick: number) => Partial<typeof IDLE>,
): readonly LivenessVerdict[] => {
  let liveness = ALIVE;
  return Array.from({ length: ticks }, (_, tick) => {
    const [next, verdict] = look(liveness, { ...IDLE, ...seen(tick) });
    liveness = next;
    return verdict;
  });
};

test('a reader that stays slow is cut off, one that catches up is not', () => {
  expect(verdicts(4, () => ({ unsent: SLOW_BYTES + 1 }))).toEqual(['fine', 'fine', 'fine', 'slow']);
  const [caughtUp] = look({ ...ALIVE, slowTicks: 3 }, IDLE);
  expect(look(caughtUp, { ...IDLE, unsent: SLOW_BYTES + 1 })[1]).toBe('fine');
});

test('who takes nothing is sent nothing more that is stored, and is cut off before memory is filled', () => {
  const sent: (() => void)[] = [];
  let isCut = false;
  const socket = {
    OPEN: 1,
    readyState: 1,
    bufferedAmount: 0,
    send: (_: unknown, taken: () => void) => void sent.push(taken),
  };
  const channel = openChannel(socket as unknown as WebSocket, new Socket(), createFrames(), systemTimers, {
    cut: () => {
      isCut = true;
    },
    stopped: () => undefined,
  });
  let runs = 0;
  const run = (): void => channel.whenTaken(() => runs++);
  run();
  socket.bufferedAmount = 5_000_000;
  channel.send({ type: 'segments', segments: [] });
  run();
  expect(runs).toBe(1);
  socket.bufferedAmount = 1_000_000;
  sent[0]!();
  expect(runs).toBe(2);
  socket.bufferedAmount = 40_000_000;
  channel.send({ type: 'segments', segments: [] });
  expect([isCut, sent.length]).toEqual([true, 1]);
});

test('what is sent together is written in one go, also where something fails in between', () => {
  const done: string[] = [];
  const socket = { OPEN: 1, readyState: 1, bufferedAmount: 0, send: () => void done.push('send') };
  const tcp = { cork: () => done.push('cork'), uncork: () => done.push('uncork') };
  const ends = { cut: () => undefined, stopped: () => undefined };
  const channel = openChannel(socket as unknown as WebSocket, tcp, createFrames(), systemTimers, ends);
  const fail = (): void =>
    channel.together(() => {
      channel.send({ type: 'segments', segments: [] });
      throw new Error('in between');
    });
  expect(fail).toThrow('in between');
  expect(done).toEqual(['cork', 'send', 'uncork']);
});

test('who is told to stop again and again is told once, and waited for once', () => {
  const socket = Object.assign(new EventEmitter(), {
    OPEN: 1,
    readyState: 1,
    bufferedAmount: 0,
    send: () => undefined,
    close: () => {
      socket.readyState = 2;
    },
  });
  let [timers, reasons] = [0, 0];
  const after = (): (() => void) => {
    timers++;
    return () => undefined;
  };
  const channel = openChannel(
    socket as unknown as WebSocket,
    new Socket(),
    createFrames(),
    { after },
    { cut: () => undefined, stopped: () => reasons++ },
  );
  for (let i = 0; i < 100; i++) channel.stop({ code: 'too-large', message: 'Too much.' }, 1008);
  expect([timers, socket.listenerCount('close'), reasons]).toEqual([1, 1, 1]);
});

test('who answers no ping for minutes is gone; who says anything is not; while nothing is read nobody is judged', () => {
  const said = verdicts(54, () => ({})).filter((verdict) => verdict !== 'fine');
  expect(said).toEqual([...Array.from({ length: 8 }, () => 'ping'), 'gone']);
  expect(look(heard({ ...ALIVE, ticks: 53, asked: 8 }), IDLE)[1]).toBe('ping');
  expect(verdicts(54, () => ({ isHeld: true }))).not.toContain('gone');
});

test('of a large frame on a slow network each byte is a sign of life', () => {
  expect(verdicts(500, (tick) => ({ read: tick }))).not.toContain('gone');
});

test('HB1 what is held is bounded: the longest-held make room, and the rest is freed when all of it has come', async () => {
  const builder = await createLogBuilder();
  const founder = await builder.begin();
  const segments = (await founder.writeMany(4)).map(({ bytes }) => {
    const parsed = parseSegment(bytes, builder.crypto.sha256);
    if (!parsed.ok) throw new Error(parsed.error.message);
    return parsed.value;
  });
  const [x, y] = ['x', 'y'] as SegmentHash[];
  const waiting = createWaiting({ segments: 2, bytes: 1_000_000 });
  for (const segment of segments.slice(0, 3)) waiting.hold(segment, [x!, y!]);
  expect(waiting.count()).toBe(2);
  expect(waiting.free([x!])).toEqual([]);
  expect(waiting.free([y!])).toEqual(segments.slice(1, 3));
  const small = createWaiting({ segments: 10, bytes: segments[3]!.bytes.length - 1 });
  small.hold(segments[3]!, [x!]);
  expect(small.count()).toBe(0);
});
