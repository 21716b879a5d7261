import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../src/kernel/bytes.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { MAX_SEGMENT } from '../../src/log/limits.ts';
import { runToSegments, segmentsToRun } from '../../src/log/run.ts';
import { parseSegment } from '../../src/log/segment.ts';
import { createCrypto } from '../../src/platform/crypto.ts';
import { header, headerText } from '../support/arbitrary-headers.ts';

let crypto: Crypto;

beforeAll(async () => {
  crypto = await createCrypto();
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
