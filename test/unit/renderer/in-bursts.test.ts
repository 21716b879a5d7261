import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inBursts } from '../../../renderer/store/in-bursts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what was not asked for lately is done at once', () => {
  const work = vi.fn<() => void>();
  const ask = inBursts(work);
  ask();
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(16);
  ask();
  expect(work).toHaveBeenCalledTimes(2);
});

test('of a burst the first is done at once and the rest once, when the frame is over', () => {
  const work = vi.fn<() => void>();
  const ask = inBursts(work);
  for (let i = 0; i < 10; i++) ask();
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(16);
  expect(work).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(100);
  expect(work).toHaveBeenCalledTimes(2);
});
