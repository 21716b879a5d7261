/** Case 17: what a hostile peer may send: refused, in words, and at little cost. */
import { beforeAll, expect, test } from 'vitest';
import { type Bytes } from '../../src/kernel/bytes.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { runToSegments } from '../../src/log/run.ts';
import { parseSegment } from '../../src/log/segment.ts';
import { createCrypto } from '../../src/platform/crypto.ts';
import { frameToMessage, MAX_FRAME } from '../../src/sync/protocol.ts';
import { createDevices, run, stateOf } from '../support/devices.ts';
import { sealAs } from '../support/seal-as.ts';
import { SPOILT } from '../support/spoilt-json.ts';

let crypto: Crypto;

beforeAll(async () => {
  crypto = await createCrypto();
});

const HASH = 'a'.repeat(64);

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
  const [ada] = await createDevices(1);
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
    const [ada, eve] = await createDevices(2);
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
