import { expect, test } from 'vitest';
import type { Head } from '../../../src/clock/head.ts';
import type { DeviceId, SegmentHash } from '../../../src/kernel/ids.ts';
import { eventsToCome, notArrived } from '../../../src/sync/coverage.ts';
import type { Outgoing } from '../../../src/sync/log-port.ts';

const hashOf = (name: string) => name.padEnd(64, '0') as SegmentHash;
const head = (name: string, seq: number): Head => ({
  device: 'd'.repeat(32) as DeviceId,
  seq,
  hash: hashOf(name),
});
const outgoing = (name: string, seq: number, prev: string): Outgoing => ({
  head: head(name, seq),
  prev: hashOf(prev),
  bytes: new Uint8Array(1),
});

test('FK1 where neither side knows where the other’s log ends, its number says nothing of what has arrived there', () => {
  const sent = [outgoing('b2', 2, 'a1'), outgoing('b3', 3, 'b2')];
  const theirs = [head('a9', 9)];
  const ours = [head('b3', 3)];
  expect(notArrived(sent, theirs, ours, [hashOf('b3'), hashOf('a9')])).toEqual(sent);
  expect(notArrived(sent, theirs, ours, [hashOf('a9')])).toEqual([]);
});

test('case 15: what is still to come is counted log by log, of a forked log by its longest branch', () => {
  const other = { ...head('x', 40), device: 'e'.repeat(32) as DeviceId };
  expect(eventsToCome([head('a', 9), head('b', 7), other], [head('c', 4)])).toBe(5 + 40);
  expect(eventsToCome([head('a', 9)], [head('b', 12)])).toBe(0);
});
