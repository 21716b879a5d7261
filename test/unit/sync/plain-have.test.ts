import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DeviceId, SegmentHash } from '../../../src/kernel/ids.ts';
import { readPlainHave } from '../../../src/sync/plain-have.ts';
import { MAX_HEADS, messageToFrame, textToMessage, type Message } from '../../../src/sync/protocol.ts';

const hexOf = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const head = fc.record({
  device: hexOf(32).map((text) => text as DeviceId),
  seq: fc.integer({ min: 1, max: 999_999_999_999_999 }),
  hash: hexOf(64).map((text) => text as SegmentHash),
});
const heads = fc.array(head, { maxLength: 4 });
const frame = heads.map((list) => messageToFrame({ type: 'have', heads: list, unknown: [] }) as string);

test('a have is read as the schema reads it', () => {
  fc.assert(
    fc.property(frame, (text) => {
      expect({ ok: true, value: readPlainHave(text, MAX_HEADS) }).toEqual(textToMessage(text));
    }),
  );
});

test('what is not a have in its plain spelling is left to the schema: no byte of it may be another', () => {
  const bytes = fc.constantFrom(...'0129afAFgx,[]{}":. e-+\\u');
  fc.assert(
    fc.property(frame, fc.nat(), fc.constantFrom(0, 1), bytes, (text, at, gone, put) => {
      const from = at % (text.length + 1);
      const spoilt = text.slice(0, from) + put + text.slice(from + gone);
      const read = readPlainHave(spoilt, MAX_HEADS);
      if (read) expect({ ok: true, value: read }).toEqual(textToMessage(spoilt));
    }),
    { numRuns: 300 },
  );
});

const ONE = { device: 'a'.repeat(32) as DeviceId, seq: 7, hash: 'b'.repeat(64) as SegmentHash };
const written = (message: Message): string => messageToFrame(message) as string;

test.each([
  ['in parts', written({ type: 'have', heads: [ONE], unknown: [], part: [0, 2] })],
  ['with an unknown hash', written({ type: 'have', heads: [ONE], unknown: [ONE.hash] })],
  [
    'with a number that has another spelling',
    written({ type: 'have', heads: [{ ...ONE, seq: 1e21 }], unknown: [] }),
  ],
  ['with a seq of 0', written({ type: 'have', heads: [{ ...ONE, seq: 0 }], unknown: [] })],
  [
    'with a comma behind the last',
    written({ type: 'have', heads: [ONE], unknown: [] }).replace(']],', ']],],'),
  ],
  [
    'with a comma and nothing',
    written({ type: 'have', heads: [ONE], unknown: [] }).replace(']],"u', '],],"u'),
  ],
  ['of more heads than a message holds', written({ type: 'have', heads: [ONE, ONE, ONE], unknown: [] })],
])('a have %s is left to the schema', (_, text) => {
  expect(readPlainHave(text, 2)).toBeUndefined();
});
