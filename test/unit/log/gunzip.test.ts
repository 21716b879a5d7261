import { gzipSync as nodeGzip } from 'node:zlib';
import { gzipSync } from 'fflate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bytes } from '../../../src/kernel/bytes.ts';
import { gunzip } from '../../../src/log/gunzip.ts';
import { MAX_RAW } from '../../../src/log/limits.ts';

const claiming = (packed: Uint8Array, length: number): Bytes => {
  const lying = new Uint8Array(packed);
  new DataView(lying.buffer).setUint32(lying.length - 4, length, true);
  return lying;
};

test('what was compressed comes back, in one go or in pieces, by whichever program', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300_000, size: 'max' }), (raw) => {
      for (const packed of [gzipSync(raw, { level: 1 }), nodeGzip(raw)])
        expect(Buffer.compare(gunzip(new Uint8Array(packed)) ?? new Uint8Array(), raw)).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test.each([1, -1, 1000])('a trailer that is wrong by %i is not believed', (error) => {
  for (const size of [2000, 300_000]) {
    const raw = Uint8Array.from({ length: size }, (_, i) => (i * i * 31 + (i >> 3)) & 255);
    expect(gunzip(claiming(gzipSync(raw), size))).toHaveLength(size);
    expect(gunzip(claiming(gzipSync(raw), size + error))).toBeUndefined();
  }
});

test('a body that claims more than a segment may hold is refused unread', () => {
  expect(gunzip(claiming(gzipSync(new Uint8Array(10)), MAX_RAW + 1))).toBeUndefined();
  expect(gunzip(claiming(gzipSync(new Uint8Array(10)), 0))).toBeUndefined();
});

test('bytes that are no gzip are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(gunzip(new Uint8Array(bytes))).toBeUndefined();
    }),
  );
});

// Measured: 4 GB of work without the pieces, over eight seconds; the bound leaves a slow machine a wide margin.
test('a compression bomb that claims to be small is given up early, in time and memory', () => {
  const bomb = new Uint8Array(nodeGzip(Buffer.alloc(1 << 30), { level: 9 }));
  const lying = claiming(bomb, 1000);
  const before = process.memoryUsage().arrayBuffers;
  const used = process.cpuUsage();
  expect(gunzip(lying)).toBeUndefined();
  const { user, system } = process.cpuUsage(used);
  expect((user + system) / 1e6).toBeLessThan(1);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * 1024 * 1024);
}, 60_000);
