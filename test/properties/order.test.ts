import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Head } from '../../src/clock/head.ts';
import { comparePlaces, type Place } from '../../src/clock/order.ts';
import { compareVectors, descendsBySeq, mergeVectors, withHead } from '../../src/clock/version-vector.ts';
import type { DeviceId, SegmentHash } from '../../src/kernel/ids.ts';

const place: fc.Arbitrary<Place> = fc.record({
  depth: fc.integer({ min: 1, max: 3 }),
  device: fc.constantFrom('d1', 'd2') as fc.Arbitrary<DeviceId>,
  segment: fc.constantFrom('0a', 'ff', '~') as fc.Arbitrary<SegmentHash | '~'>,
  seq: fc.integer({ min: 1, max: 3 }),
});

test('CO1: the canonical order is total', () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      expect(Math.sign(comparePlaces(a, b))).toBe(-Math.sign(comparePlaces(b, a)) + 0);
      expect(comparePlaces(a, b) === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

test('CO1: the canonical order is transitive', () => {
  fc.assert(
    fc.property(place, place, place, (a, b, c) => {
      if (comparePlaces(a, b) <= 0 && comparePlaces(b, c) <= 0)
        expect(comparePlaces(a, c)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 2000 },
  );
});

test('CO1: the order extends causality: a command is deeper than all it had seen', () => {
  const step = fc.record({ device: fc.nat(3), hears: fc.array(fc.nat(3), { maxLength: 2 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const seen = [0, 1, 2, 3].map(() => new Set<Place>());
      steps.forEach(({ device, hears }, at) => {
        for (const other of hears) for (const one of seen[other]!) seen[device]!.add(one);
        const depth = 1 + Math.max(0, ...[...seen[device]!].map((one) => one.depth));
        const next: Place = {
          depth,
          device: `d${(device * 7) % 4}` as DeviceId,
          segment: `${at % 5}` as SegmentHash,
          seq: at + 1,
        };
        for (const before of seen[device]!) expect(comparePlaces(before, next)).toBeLessThan(0);
        seen[device]!.add(next);
      });
    }),
  );
});

const vector = fc
  .uniqueArray(fc.record({ device: fc.constantFrom('a', 'b', 'c'), seq: fc.integer({ min: 1, max: 4 }) }), {
    selector: (head) => head.device,
  })
  .map((heads) =>
    heads.map(({ device, seq }) => ({ device, seq, hash: `${device}${seq}` }) as unknown as Head),
  );
const compare = (a: readonly Head[], b: readonly Head[]) => compareVectors(a, b, descendsBySeq);

test('vectors: merging gives the least that is after both, in any order of merging', () => {
  fc.assert(
    fc.property(vector, vector, vector, (a, b, c) => {
      const merged = mergeVectors(a, b, descendsBySeq);
      for (const one of [a, b]) expect(['equal', 'before']).toContain(compare(one, merged));
      expect(compare(mergeVectors(b, a, descendsBySeq), merged)).toBe('equal');
      expect(
        compare(
          mergeVectors(merged, c, descendsBySeq),
          mergeVectors(a, mergeVectors(b, c, descendsBySeq), descendsBySeq),
        ),
      ).toBe('equal');
      if (['equal', 'before'].includes(compare(a, c)) && ['equal', 'before'].includes(compare(b, c)))
        expect(['equal', 'before']).toContain(compare(merged, c));
    }),
  );
});

test('vectors: comparing has two sides that agree', () => {
  const opposite = { equal: 'equal', before: 'after', after: 'before', concurrent: 'concurrent' } as const;
  fc.assert(
    fc.property(vector, vector, (a, b) => {
      expect(compare(a, b)).toBe(opposite[compare(b, a)]);
    }),
  );
});

test('FK1: equal numbers on two branches are two heads, and concurrent', () => {
  const [left, right] = ['x', 'y'].map((hash) => ({ device: 'a', seq: 2, hash }) as unknown as Head) as [
    Head,
    Head,
  ];
  expect(compare([left], [right])).toBe('concurrent');
  expect(withHead([left], right, descendsBySeq)).toEqual([left, right]);
});
