import { expect, test } from 'vitest';
import type { Head } from '../../../src/clock/head.ts';
import type { DeviceId, SegmentHash } from '../../../src/kernel/ids.ts';
import { addPart, haveToParts } from '../../../src/sync/have.ts';
import {
  frameToMessage,
  MAX_HEADS,
  MAX_PARTS,
  messageToFrame,
  type Have,
} from '../../../src/sync/protocol.ts';

const hex = (n: number, length: number): string => n.toString(16).padStart(length, '0');

const headsOf = (count: number): readonly Head[] =>
  Array.from({ length: count }, (_, i) => ({
    device: hex(i, 32) as DeviceId,
    seq: i + 1,
    hash: hex(i, 64) as SegmentHash,
  }));

/** As the other side hears it. */
const heard = (parts: readonly Have[]): readonly Have[] => {
  let known: readonly Have[] = [];
  return parts.flatMap((part) => {
    const message = frameToMessage(messageToFrame(part));
    if (!message.ok || message.value.type !== 'have') throw new Error('A part that is not read.');
    const [next, whole] = addPart(known, message.value);
    known = next;
    return whole ? [whole] : [];
  });
};

test.each([0, 1, MAX_HEADS, MAX_HEADS + 1, 3 * MAX_HEADS])('%i heads are told, and heard as one', (count) => {
  const heads = headsOf(count);
  const unknown = heads.slice(0, count / 2).map(({ hash }) => hash);
  const parts = haveToParts(heads, unknown);
  expect(parts).toHaveLength(Math.max(1, Math.ceil(count / MAX_HEADS)));
  expect(heard(parts)).toEqual([{ type: 'have', heads, unknown }]);
});

test('a part that was lost or came twice makes nothing of it, and the next one that is whole counts', () => {
  const first = haveToParts(headsOf(3 * MAX_HEADS), []);
  const second = haveToParts(headsOf(2 * MAX_HEADS), []);
  const [a, b, c] = first as [Have, Have, Have];
  expect(heard([a, c])).toEqual([]);
  expect(heard([a, b, b, c])).toEqual([]);
  expect(heard([a, b, ...second])).toEqual([expect.objectContaining({ heads: headsOf(2 * MAX_HEADS) })]);
  expect(heard([a, c, ...first])).toHaveLength(1);
});

test('more heads than there are parts for are told as far as they go', () => {
  const [whole] = heard(haveToParts(headsOf((MAX_PARTS + 1) * MAX_HEADS), []));
  expect(whole?.heads).toHaveLength(MAX_PARTS * MAX_HEADS);
});

test.each([[[2, 2]], [[0, 1]], [[-1, 3]], [[0, MAX_PARTS + 1]], [[0]]])(
  'a part %j of none is malformed',
  (part) => {
    expect(frameToMessage(JSON.stringify({ type: 'have', heads: [], unknown: [], part })).ok).toBe(false);
  },
);
