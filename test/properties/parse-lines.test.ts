import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { bodyToLines, draftToLines, hasLines, parseLine, parseLines } from '../../src/events/lines.ts';
import type { JsonObject } from '../../src/events/event.ts';
import { utf8ToBytes } from '../../src/kernel/bytes.ts';
import type { AggregateId, CommandId, EventName } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { createCrypto } from '../../src/platform/crypto.ts';
import { seededRandom } from '../support/seeded.ts';
import { hash } from '../support/arbitrary-headers.ts';

let crypto: Crypto;

beforeAll(async () => {
  crypto = await createCrypto();
});

const payload = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), {
  maxKeys: 5,
}) as fc.Arbitrary<JsonObject>;

test('the lines of an event are read as they were written', () => {
  const random = seededRandom('lines');
  fc.assert(
    fc.property(
      payload,
      fc.array(hash, { maxLength: 3 }),
      fc.string({ maxLength: 100 }),
      (body, over, actor) => {
        const about = {
          aggregate: 'record:1' as AggregateId,
          command: 'c0'.repeat(16) as CommandId,
          actor,
          at: '2026-01-02T03:04:05.678Z',
        };
        const lines = draftToLines(
          { type: 'record.created', v: 1, payload: body, over: over as EventName[] },
          about,
          random,
          crypto.sha256,
        );
        const read = parseLines(lines.envelope, lines.payload);
        expect(read).toMatchObject({
          ok: true,
          value: { envelope: { ...about, ...(over.length ? { over } : {}) } },
        });
        if (!read.ok) return;
        const { salt, ...rest } = read.value.payload;
        expect(salt).toMatch(/^[0-9a-f]{32}$/);
        expect(JSON.stringify(rest)).toBe(JSON.stringify((({ salt: _, ...others }) => others)(body)));
        expect(bodyToLines(utf8ToBytes(`${lines.envelope}\n${lines.payload}\n`))).toEqual([
          lines.envelope,
          lines.payload,
        ]);
      },
    ),
  );
});

test.each([
  ['white space', '{"a": 1}'],
  ['a duplicate key', '{"a":1,"a":2}'],
  ['a number spelt otherwise', '{"a":1.0}'],
  ['an escape that is not needed', '{"a":"\\u0041"}'],
  ['keys that a parser would sort', '{"b":1,"1":2}'],
  ['no object', '[]'],
  ['text behind it', '{}{}'],
  ['nothing', ''],
  ['nesting too deep for some parser', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`],
  ['nesting too deep for any', `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
])('a line with %s is refused', (_, line) => {
  expect(parseLine(line)).toBeUndefined();
});

test('a line that names __proto__ changes no prototype', () => {
  const value = parseLine('{"__proto__":{"polluted":true}}') as object;
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect('polluted' in {}).toBe(false);
});

test('an envelope says no more than it may', () => {
  const envelope =
    '{"v":1,"type":"record.created","aggregate":"record:1","command":"c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0","actor":"a","at":"2026-01-02T03:04:05.678Z"}';
  expect(parseLines(envelope, '{}').ok).toBe(true);
  for (const more of ['"copy":true', '"name":"x"', '"__proto__":{}', '"over":["x"]', '"over":null'])
    expect([more, parseLines(envelope.replace(/\}$/, `,${more}}`), '{}').ok]).toEqual([more, false]);
});

test('invalid UTF-8 is refused, and a body whose last line does not end', () => {
  for (const bytes of [[0xff, 10], [0xc0, 0x80, 10], [0xed, 0xa0, 0x80, 10], [65]])
    expect(bodyToLines(new Uint8Array(bytes))).toBeUndefined();
});

test('a body has as many lines as it is cut into, and no other number of them', () => {
  const bodies = fc.array(fc.stringMatching(/^[a-z]{0,3}$/), { maxLength: 6 });
  fc.assert(
    fc.property(bodies, fc.nat(8), (lines, count) => {
      const body = utf8ToBytes(lines.map((line) => `${line}\n`).join(''));
      expect(hasLines(body, count)).toBe(lines.length === count);
    }),
  );
});
