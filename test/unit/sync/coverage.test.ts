import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Head } from '../../../src/clock/head.ts';
import type { DeviceId, SegmentHash } from '../../../src/kernel/ids.ts';
import { covering, eventsToCome, expected, followOn, notArrived } from '../../../src/sync/coverage.ts';
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

const someHeads = fc.array(
  fc.record({
    device: fc.constantFrom('d', 'e', 'f').map((name) => name.repeat(32) as DeviceId),
    seq: fc.integer({ min: 1, max: 4 }),
    hash: fc.constantFrom(...'abcdefgh').map(hashOf),
  }),
  { maxLength: 5 },
);
const someSegments = fc.array(
  fc
    .tuple(fc.constantFrom(...'abcdefgh'), fc.integer({ min: 1, max: 4 }), fc.constantFrom('', ...'abcdefgh'))
    .map(([name, seq, prev]) => ({ ...outgoing(name, seq, prev), prev: prev && hashOf(prev) }) as Outgoing),
  { maxLength: 6 },
);

test('what follows on stands on an end of what is expected there, one after another', () => {
  fc.assert(
    fc.property(someHeads, someSegments, someSegments, (theirs, inFlight, segments) => {
      const ends = new Set(expected({ theirs, inFlight }).map(({ hash }) => hash));
      const follows = segments.every(({ head: { hash }, prev }) => {
        const stands = prev === '' || ends.delete(prev) || ends.has(hash);
        ends.add(hash);
        return stands;
      });
      expect(followOn({ theirs, inFlight }, segments)).toBe(follows);
    }),
  );
});

test('FK1 a head is covered by its hash, else by number where its log is forked on neither side and known on one', () => {
  const hashes = fc.array(fc.constantFrom(...'abcdefgh').map(hashOf), { maxLength: 3 });
  fc.assert(
    fc.property(someHeads, someHeads, hashes, (heads, asked, strange) => {
      const of = (list: readonly Head[], device: DeviceId) => list.filter((one) => one.device === device);
      const isCovered = ({ device, seq, hash }: Head): boolean => {
        const [there, here] = [of(heads, device), of(asked, device)];
        const isStrange = (one: Head): boolean => strange.includes(one.hash);
        const isParted = there.some(isStrange) && here.some(isStrange);
        const isByNumber = there.length === 1 && here.length === 1 && !isParted;
        return heads.some((one) => one.hash === hash) || (isByNumber && seq < there[0]!.seq);
      };
      expect(asked.map(covering(heads, asked, strange))).toEqual(asked.map(isCovered));
    }),
  );
});

test('nothing is in what is expected twice, also if it was told twice and nothing is on its way', () => {
  const told = [head('a', 1), head('b', 2), head('a', 1)];
  expect(expected({ theirs: told, inFlight: [] })).toEqual([head('a', 1), head('b', 2)]);
});
