import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { bodyToLines, draftToLines, hasLines, parseLine, parseLines } from '../../src/events/lines.ts';
import type { JsonObject } from '../../src/events/event.ts';
import { base64ToBytes, bytesToBase64, bytesToHex, hexToBytes, utf8ToBytes } from '../../src/kernel/bytes.ts';
import type { AggregateId, CommandId, EventName } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { bodyHashToSecondLine, headerToFirstLine, parseHeader, type Header } from '../../src/log/header.ts';
import { MAX_CONTEXT, MAX_SEGMENT } from '../../src/log/limits.ts';
import { runToSegments, segmentsToRun } from '../../src/log/run.ts';
import { parseSegment } from '../../src/log/segment.ts';
import { createCrypto } from '../../src/platform/crypto.ts';
import { isHeaderBySchema } from '../support/header-schema.ts';
import { frameToMessage, messageToFrame } from '../../src/sync/protocol.ts';
import { seededRandom } from '../support/seeded.ts';

let crypto: Crypto;
beforeAll(async () => {
  crypto = await createCrypto();
});

const hex = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => bytesToHex(bytes));
const hash = hex(32);
const short = hex(16);
const position = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const count = fc.integer({ min: 1, max: 4096 });

const header = fc
  .record({
    v: fc.constant(1),
    kind: fc.constantFrom('events', 'control'),
    book: fc.oneof(hash, fc.constant('')),
    device: short,
    seq: position,
    events: count,
    commands: count,
    depth: position,
    context: fc.array(fc.record({ device: short, seq: position, hash }), { maxLength: 3 }),
    prev: fc.oneof(hash, fc.constant('')),
    root: hash,
    codec: fc.constantFrom('plain', 'gzip', 'gzip+aes256gcm'),
    epoch: fc.oneof(hash, fc.constant('')),
    bodyHash: hash,
  })
  .map((one) => ({ ...one, commands: Math.min(one.commands, one.events) }) as unknown as Header);

const headerText = (one: Header) => `${headerToFirstLine(one)}\n${bodyHashToSecondLine(one.bodyHash)}\n`;

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

test('any one byte of a segment changed gives another segment, a refusal, or only another signature', () => {
  const body = utf8ToBytes('body');
  fc.assert(
    fc.property(header, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, at, flip) => {
      const headerBytes = utf8ToBytes(headerText({ ...one, bodyHash: bytesToHex(crypto.sha256(body)) }));
      const length = new Uint8Array([0, 0, headerBytes.length >> 8, headerBytes.length & 255]);
      const bytes = new Uint8Array([...length, ...headerBytes, ...new Uint8Array(64), ...body]);
      const whole = parseSegment(bytes, crypto.sha256);
      if (!whole.ok) throw new Error(whole.error.message);
      const index = at % bytes.length;
      bytes[index]! ^= flip;
      const other = parseSegment(bytes, crypto.sha256);
      const inSignature = index >= 4 + headerBytes.length && index < bytes.length - body.length;
      if (inSignature) expect(other.ok && other.value.hash).toBe(whole.value.hash);
      else if (other.ok) expect(other.value.hash).not.toBe(whole.value.hash);
    }),
    { numRuns: 500 },
  );
});

test('arbitrary bytes are no segment, and huge lengths allocate nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(parseSegment(new Uint8Array(bytes), crypto.sha256).ok).toBe(false);
    }),
  );
  expect(parseSegment(new Uint8Array([255, 255, 255, 255, 1]), crypto.sha256).ok).toBe(false);
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

test('a run is cut into the segments it was made of, and a cut or lengthened one is refused', () => {
  const segments = fc.array(
    fc.uint8Array({ minLength: 256, maxLength: 300 }).map((bytes) => new Uint8Array(bytes)),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(segments, fc.nat(), (list, cut) => {
      const whole = segmentsToRun(list);
      const read = runToSegments(whole);
      expect(read.ok && read.value.map((one) => [...one])).toEqual(list.map((one) => [...one]));
      const ends = list.map((_, i) => segmentsToRun(list.slice(0, i + 1)).length);
      const at = 1 + (cut % (whole.length - 1 || 1));
      if (!ends.includes(at)) expect(runToSegments(whole.slice(0, at)).ok).toBe(false);
    }),
  );
  expect(runToSegments(new Uint8Array([0, 0, 0, 0])).ok).toBe(false);
  const huge = new Uint8Array(8);
  new DataView(huge.buffer).setUint32(0, MAX_SEGMENT + 1);
  expect(runToSegments(huge).ok).toBe(false);
});

test('messages come through frames as they were, and arbitrary frames are refused without throwing', () => {
  const heads = fc.array(fc.record({ device: short, seq: position, hash }), { maxLength: 4 });
  fc.assert(
    fc.property(heads, fc.array(hash, { maxLength: 3 }), (list, unknown) => {
      const message = { type: 'have' as const, heads: list as never, unknown: unknown as never };
      expect(frameToMessage(messageToFrame(message))).toEqual({ ok: true, value: message });
    }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (frame) => {
      expect(frameToMessage(frame).ok).toBe(false);
    }),
  );
  expect(frameToMessage('['.repeat(100_000)).ok).toBe(false);
  expect(frameToMessage('{"type":"have","heads":[],"unknown":[],"__proto__":{}}').ok).toBe(false);
});

test('hex and base64url come back as they were, and other letters are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(hexToBytes(bytesToHex(bytes))).toEqual(new Uint8Array(bytes));
      expect(bytesToBase64(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      expect(base64ToBytes(bytesToBase64(bytes))).toEqual(new Uint8Array(bytes));
    }),
  );
  for (const wrong of ['A', 'A+', 'A/', 'AA==', 'AAé']) expect(base64ToBytes(wrong)).toBeUndefined();
});
