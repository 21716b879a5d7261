/** Case 17: what a hostile peer, page, link or file may hold, at every entrance: refused, in words, and at little cost. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { linkToTicket } from '../../src/book/invitation.ts';
import { parseCommand } from '../../src/commands/parse.ts';
import { createDefinitions } from '../../src/domain/catalogue.ts';
import { bytesToBase64, utf8ToBytes, type Bytes } from '../../src/kernel/bytes.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { runToSegments } from '../../src/log/run.ts';
import { parseSegment } from '../../src/log/segment.ts';
import { createCrypto } from '../../src/platform/crypto.ts';
import { frameToMessage, MAX_FRAME } from '../../src/sync/protocol.ts';
import { readEventLog } from '../../tools/fleet/event-log.ts';
import { createDevices, run, stateOf, type Device } from '../support/devices.ts';
import { sealAs } from '../support/seal-as.ts';

let crypto: Crypto;
beforeAll(async () => {
  crypto = await createCrypto();
});

const HASH = 'a'.repeat(64);

/** An object's JSON, and what may be done to it: each is refused wherever JSON comes in. */
const SPOILT: readonly [string, (json: string) => string][] = [
  ['a key twice', (json) => json.replace(/^\{("[a-z]+":)/, '{$1"first",$1')],
  ['__proto__', (json) => json.replace(/\}$/, ',"__proto__":{"polluted":true}}')],
  ['constructor', (json) => json.replace(/\}$/, ',"constructor":{"prototype":{"polluted":true}}}')],
  ['a field more', (json) => json.replace(/\}$/, ',"more":1}')],
  [
    'nesting without end',
    (json) => json.replace(/\}$/, `,"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
  ],
  ['a number beyond all', (json) => json.replace(/:1([,}\]])/, ':1e999$1')],
  ['an integer beyond exactness', (json) => json.replace(/:1([,}\]])/, ':9007199254740993$1')],
  ['an integer spelt otherwise', (json) => json.replace(/:1([,}\]])/, ':1.0$1')],
  ['NaN', (json) => json.replace(/:1([,}\]])/, ':NaN$1')],
  ['white space', (json) => json.replace(/:/, ': ')],
  ['text behind it', (json) => `${json}{}`],
];

const HELLO = JSON.stringify({ type: 'hello', protocol: 1, book: HASH, device: 'd'.repeat(32), nonce: HASH });

test.each(SPOILT)('case 17: a message with %s is refused', (_, change) => {
  expect(frameToMessage(HELLO).ok).toBe(true);
  const spoilt = change(HELLO);
  expect(spoilt).not.toBe(HELLO);
  expect(frameToMessage(spoilt)).toMatchObject({ ok: false, error: { code: 'frame-malformed' } });
  expect('polluted' in {}).toBe(false);
});

test('case 17: a frame larger than any may be is not even looked at', () => {
  const text = `{"type":"stop","code":"${'x'.repeat(MAX_FRAME)}"}`;
  const bytes = new Uint8Array(MAX_FRAME + 1);
  for (const frame of [text, bytes])
    expect(frameToMessage(frame)).toMatchObject({ error: { message: 'A frame is larger than any may be.' } });
});

test('case 17: a frame of a million empty segments is refused as a whole', () => {
  const frame = new Uint8Array(5 * 100_000);
  for (let at = 3; at < frame.length; at += 5) frame[at] = 1;
  expect(runToSegments(frame)).toMatchObject({ ok: false, error: { code: 'run-malformed' } });
});

test.each([
  ['a length beyond its bytes', (bytes: Bytes) => bytes.fill(0xff, 0, 4)],
  ['a length of nothing', (bytes: Bytes) => bytes.fill(0, 0, 4)],
  ['invalid UTF-8 in its header', (bytes: Bytes) => bytes.fill(0xff, 10, 12)],
  ['its end cut off', (bytes: Bytes) => bytes.slice(0, 200)],
])('case 17: a segment with %s is refused', async (_, change) => {
  const [ada] = (await createDevices(1)) as [Device];
  const { bytes } = await sealAs(ada);
  expect(parseSegment(bytes, crypto.sha256).ok).toBe(true);
  expect(parseSegment(change(bytes.slice()), crypto.sha256)).toMatchObject({
    ok: false,
    error: { code: 'segment-malformed' },
  });
});

const ENVELOPE =
  '{"v":1,"type":"record.created","aggregate":"record:1","command":"c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0","actor":"a","at":"2026-01-02T03:04:05.678Z"}';

test.each(SPOILT)(
  'case 17: an event whose payload has %s does no harm, and the log goes on',
  async (what, change) => {
    const [ada, eve] = (await createDevices(2)) as [Device, Device];
    const payload = change('{"title":"Forged","fields":{"n":1},"salt":"00"}');
    const { bytes } = await sealAs(eve, { changed: { lines: [ENVELOPE, payload] } });
    expect((await ada.book.log.take([bytes])).admitted).toHaveLength(1);
    // A payload may say more than its type asks for; nothing of that comes into the state.
    const isTaken = ['__proto__', 'constructor', 'a field more'].includes(what);
    const state = await stateOf(ada, 'record:1');
    expect(state.created).toHaveLength(isTaken ? 1 : 0);
    expect(JSON.stringify(state)).not.toContain('polluted');
    expect('polluted' in {}).toBe(false);
    await run(ada, 'record.create', 'record:2', { title: 'After' });
  },
);

const CREATE = {
  id: 'c'.repeat(32),
  type: 'record.create',
  aggregate: 'record:1',
  title: 'One',
};

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
};

test.each<[string, object, string]>([
  ['__proto__ for a field', { fields: JSON.parse('{"__proto__":1}') as object }, 'fields'],
  ['a field that is no number', { fields: { a: Number.NaN } }, 'fields'],
  ['a field beyond all numbers', { fields: { a: Infinity } }, 'fields'],
  ['nesting without end', { fields: { a: nested(50_000) } }, 'fields'],
  ['a title without end', { title: 'x'.repeat(10_000_000) }, 'title'],
  ['half a character', { title: 'One \ud83d' }, 'title'],
  ['half a character in a field', { fields: { 'a\udc00': 'b' } }, 'fields.a\ufffd'],
  ['an aggregate of another kind', { aggregate: 'constructor:1' }, 'aggregate'],
  ['no id', { id: 7 }, 'id'],
])('case 17: a command with %s is refused, and says where', (_, changed, at) => {
  const definitions = createDefinitions({ actor: 'ab'.repeat(16) });
  expect(parseCommand(CREATE, definitions).ok).toBe(true);
  expect(parseCommand({ ...CREATE, ...changed }, definitions)).toMatchObject({
    ok: false,
    error: { at },
  });
});

test('case 17: an own __proto__ of a command is refused', () => {
  const definitions = createDefinitions({ actor: 'ab'.repeat(16) });
  const command = JSON.parse(JSON.stringify(CREATE).replace(/\}$/, ',"__proto__":1}')) as object;
  expect(parseCommand(command, definitions)).toMatchObject({ ok: false, error: { code: 'invalid-command' } });
});

const TICKET = JSON.stringify({
  v: 1,
  server: 'http://127.0.0.1:8787',
  book: HASH,
  title: 'Bridges',
  key: { public: 'A'.repeat(43), private: 'A'.repeat(43) },
  invite: { device: 'd'.repeat(32), seq: 1, hash: HASH, depth: 1 },
  epochs: {},
});
const toLink = (json: string): string => `http://127.0.0.1:8787/#join=${bytesToBase64(utf8ToBytes(json))}`;

test.each(SPOILT)('case 17: an invitation with %s is refused', (_, change) => {
  expect(linkToTicket(toLink(TICKET)).ok).toBe(true);
  expect(linkToTicket(toLink(change(TICKET)))).toMatchObject({ error: { code: 'link-invalid' } });
});

test.each([
  ['another scheme', TICKET.replace('http:', 'javascript:')],
  ['a depth that nothing can follow on', TICKET.replace('"depth":1', `"depth":${Number.MAX_SAFE_INTEGER}`)],
  ['a title without end', TICKET.replace('Bridges', 'x'.repeat(1_000_000))],
])('case 17: an invitation with %s is refused', (_, json) => {
  expect(linkToTicket(toLink(json))).toMatchObject({ error: { code: 'link-invalid' } });
});

const COLUMNS = 'case:concept:name,concept:name,org:resource,time:timestamp';
const ROW = 'one,started,Ada,2011-10-11 13:45:40.276000+02:00';

const reading = async (content: string | Uint8Array, name = 'log.csv') => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-hostile-'));
  try {
    writeFileSync(join(folder, name), content);
    return await readEventLog(join(folder, name), 1024 * 1024);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

test('case 17: a log with two columns of one name is refused: one of them would be lost', async () => {
  await expect(reading(`${COLUMNS},note,note\n${ROW},a,b\n`)).rejects.toThrow('two columns note');
});

test('case 17: a row that is no UTF-8 is named by its line, and the others are read', async () => {
  const bytes = Buffer.concat([
    Buffer.from(`${COLUMNS}\n${ROW}\n`),
    Buffer.from([0xff, 0xfe]),
    Buffer.from(`${ROW}\n${ROW}\n`),
  ]);
  const { rows, bad } = await reading(bytes);
  expect([rows.length, bad]).toEqual([2, [{ line: 3, why: 'it holds bytes that are no UTF-8' }]]);
});

test('case 17: a column named __proto__ is a column like others, and changes no prototype', async () => {
  const { rows } = await reading(`${COLUMNS},__proto__\n${ROW},polluted\n`);
  expect(Object.keys(rows[0]!.attributes)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(rows[0]!.attributes)).toBe(Object.prototype);
});

test('case 17: a log that expands without end is given up', async () => {
  const bomb = gzipSync(Buffer.from(`${COLUMNS}\n${`${ROW}\n`.repeat(100_000)}`));
  expect(bomb.length).toBeLessThan(50_000);
  await expect(reading(bomb, 'log.csv.gz')).rejects.toThrow('too much at once');
});
