import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isConflict,
  shown,
  write,
  writeAll,
  type Register,
  type Write,
} from '../../../src/domain/register.ts';
import { claimedInstant } from '../../../src/events/claimed-time.ts';
import { eventOf, nameOf } from '../../support/events.ts';

/** Few names, so that what a write names is often there; some names twice, and some copies. */
const writes: fc.Arbitrary<readonly Write[]> = fc.array(
  fc
    .record({
      number: fc.nat(12),
      value: fc.constantFrom(1, 2, 'one'),
      over: fc.array(fc.nat(12).map(nameOf), { maxLength: 4 }),
      at: fc.constantFrom('2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z', 'never'),
      copy: fc.boolean(),
    })
    .map(({ number, value, over, at, copy }) => ({
      event: eventOf(number, 'record.field-set', {}, { over, at, ...(copy ? { copy } : {}) }),
      value,
    })),
  { maxLength: 20 },
);
const oneByOne = (register: Register, list: readonly Write[]): Register =>
  list.reduce((before, { event, value }) => write(before, event, value), register);

test('CF1: many writes taken together leave what they leave one by one', () => {
  fc.assert(
    fc.property(writes, writes, (before, after) => {
      const register = oneByOne([], before);
      const kept = structuredClone(register);
      expect(writeAll(register, after)).toEqual(oneByOne(register, after));
      expect(register).toEqual(kept);
    }),
  );
});

test('CF1: the value shown is the latest claim, whatever else stands beside it', () => {
  fc.assert(
    fc.property(writes, (list) => {
      const register = oneByOne([], list);
      const latest = Math.max(...register.map((held) => claimedInstant(held.at)));
      expect(shown(register)).toBe(register.findLast((held) => claimedInstant(held.at) === latest)?.value);
      expect(isConflict(register)).toBe(new Set(register.map((held) => held.value)).size > 1);
    }),
  );
});
