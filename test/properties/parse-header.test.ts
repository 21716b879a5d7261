import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHeader } from '../../src/log/header.ts';
import { MAX_CONTEXT } from '../../src/log/limits.ts';
import { isHeaderBySchema } from '../support/header-schema.ts';
import { header, headerText } from '../support/arbitrary-headers.ts';

test('a header that was written is read as it was', () => {
  fc.assert(
    fc.property(header, (one) => {
      expect(parseHeader(headerText(one))).toEqual(one);
    }),
  );
});

test('a header has one spelling: whatever else stands in its place is refused', () => {
  const spoilt: readonly ((text: string) => string)[] = [
    (text) => text.slice(0, -1),
    (text) => `${text}\n`,
    (text) => ` ${text}`,
    (text) => text.replace('"v":1', '"v": 1'),
    (text) => text.replace('"v":1', '"v":1.0'),
    (text) => text.replace('"v":1', '"v":1,"v":1'),
    (text) => text.replace('"v":1', '"v":1,"more":0'),
    (text) => text.replace('"v":1', '"v":1,"__proto__":{}'),
    (text) => text.replace('"kind"', '"\\u006bind"'),
    (text) => text.replace('{"v":1,"kind":', '{"kind":"events","v":1,"x":'),
    (text) => text.replace(/"seq":\d+/, '"seq":1e3'),
    (text) => text.replace(/"seq":\d+/, '"seq":-0'),
    (text) => text.replace(/"seq":\d+/, '"seq":9007199254740993'),
    (text) => text.replace(/"root":"[^"]{4}/, '"root":"ABCD'),
    (text) => text.replace(/"events":\d+/, '"events":4097'),
    (text) => text.replace(/"commands":\d+/, '"commands":4097'),
    (text) => text.replace('\n{', '\r\n{'),
  ];
  fc.assert(
    fc.property(header, fc.constantFrom(...spoilt), (one, spoil) => {
      const text = headerText(one);
      fc.pre(spoil(text) !== text);
      expect(parseHeader(spoil(text))).toBeUndefined();
    }),
  );
});

/** A text with some of its letters left out, put in or changed: mostly for those that JSON and headers are made of. */
const edited = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => {
  const letter = fc.constantFrom(...'{}[]",:.-+eE01\\n ~é', ...'abcdef9');
  const edit = fc.record({ at: fc.nat(), cut: fc.nat(2), put: fc.string({ unit: letter, maxLength: 3 }) });
  return fc.tuple(text, fc.array(edit, { minLength: 1, maxLength: 2 })).map(([whole, edits]) =>
    edits.reduce((now, { at, cut, put }) => {
      const from = at % (now.length + 1);
      return now.slice(0, from) + put + now.slice(from + cut);
    }, whole),
  );
};

test('the pattern of a header takes exactly what the schema takes and writes again the same', () => {
  fc.assert(
    fc.property(edited(header.map(headerText)), (text) => {
      expect(parseHeader(text) !== undefined).toBe(isHeaderBySchema(text));
    }),
    { numRuns: 5_000 },
  );
});

test('a header of as many context entries as there may be is read, and of one more it is not', () => {
  const entry = { device: 'd'.repeat(32), seq: 1, hash: 'a'.repeat(64) };
  const [one] = fc.sample(header, 1);
  const withEntries = (count: number) =>
    parseHeader(headerText({ ...one!, context: Array.from({ length: count }, () => entry) as never }));
  expect(withEntries(MAX_CONTEXT)?.context).toHaveLength(MAX_CONTEXT);
  expect(withEntries(MAX_CONTEXT + 1)).toBeUndefined();
});
