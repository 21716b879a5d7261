import { expect, test } from 'vitest';
import { createFrames } from '../../sync-server/connection/frames.ts';
import type { Head } from '../../src/clock/head.ts';
import type { DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import { messageToFrame, type Message } from '../../src/sync/protocol.ts';

const headOf = (seq: number): Head => ({
  device: 'd'.repeat(32) as DeviceId,
  seq,
  hash: String(seq).padStart(64, '0') as SegmentHash,
});
const have = (heads: readonly Head[], unknown: readonly SegmentHash[] = []): Message => ({
  type: 'have',
  heads,
  unknown,
});
const segment = (fill: number) => new Uint8Array(300).fill(fill);

test('what a commit brings is encoded once for all devices that it is told to', () => {
  const frames = createFrames();
  const list = [segment(1), segment(2)];
  const first = frames.write({ type: 'segments', segments: list });
  frames.write(have([headOf(1)]));
  expect(frames.write({ type: 'segments', segments: [...list] })).toBe(first);
  expect(first).toEqual(messageToFrame({ type: 'segments', segments: list }));
});

test('no message is sent as another that came before it', () => {
  const frames = createFrames();
  const [one, two] = [[headOf(1)], [headOf(2)]];
  const segments = [segment(1), segment(2)];
  const messages: readonly Message[] = [
    have(one),
    have(two),
    have(two, [headOf(1).hash]),
    have(two, [headOf(3).hash]),
    { type: 'have', heads: two, unknown: [], part: [0, 2] },
    { type: 'have', heads: two, unknown: [], part: [1, 2] },
    have(one),
    { type: 'segments', segments },
    { type: 'segments', segments: segments.slice(1) },
    { type: 'segments', segments: segments.toReversed() },
    { type: 'refused', segment: headOf(1).hash, code: 'a', message: 'A.' },
    { type: 'refused', segment: headOf(1).hash, code: 'b', message: 'B.' },
  ];
  for (const message of messages) expect(frames.write(message)).toEqual(messageToFrame(message));
});

test('what several devices say alike is read once, also if the bytes it came in are used again', () => {
  const frames = createFrames();
  const [one, two] = [have([headOf(1)]), have([headOf(2)])].map((message) =>
    Buffer.from(messageToFrame(message) as string),
  ) as [Buffer, Buffer];
  const came = Buffer.from(one);
  const first = frames.read(came, false);
  expect(frames.read(Buffer.from(one), false)).toBe(first);
  two.copy(came);
  expect(frames.read(came, false)).toEqual({ ok: true, value: have([headOf(2)]) });
  expect(frames.read(one, false)).toEqual({ ok: true, value: have([headOf(1)]) });
});

test('a frame of bytes is not taken for one of text', () => {
  const frames = createFrames();
  const data = Buffer.from(messageToFrame(have([headOf(1)])) as string);
  frames.read(data, false);
  expect(frames.read(data, true).ok).toBe(false);
});
