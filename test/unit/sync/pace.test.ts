import { expect, test } from 'vitest';
import { createPace } from '../../../src/sync/pace.ts';

/** Takes that cost `perByte` milliseconds for each byte, until nothing changes. */
const settle = (perByte: number, awaited: boolean): number => {
  const pace = createPace();
  for (let i = 0; i < 100; i++) pace.took(pace.bytes(), pace.bytes() * perByte, awaited);
  return pace.bytes();
};

test.each([1e-6, 1e-4, 1e-3])(
  'case 15: while somebody waits, a take fits 50 ms (%f ms a byte)',
  (perByte) => {
    expect(settle(perByte, true) * perByte).toBeLessThanOrEqual(51);
  },
);

test('case 15: while nobody waits more is taken at a time, within bounds', () => {
  expect(settle(1e-4, false)).toBeGreaterThan(4 * settle(1e-4, true));
  expect(settle(1e-4, false) * 1e-4).toBeLessThanOrEqual(401);
  expect(settle(1e-9, false)).toBe(8 * 1024 * 1024);
  expect(settle(1, false)).toBeGreaterThan(0);
});

test('case 15: the first who waits makes the next take short', () => {
  const pace = createPace();
  for (let i = 0; i < 20; i++) pace.took(pace.bytes(), 400, false);
  const long = pace.bytes();
  pace.took(long, 400, true);
  expect(pace.bytes()).toBeLessThanOrEqual(long / 8);
});

test('a last batch that was short does not make the next one longer', () => {
  const pace = createPace();
  const before = pace.bytes();
  pace.took(100, 1, false);
  expect(pace.bytes()).toBe(before);
});
