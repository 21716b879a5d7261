import { expect, test } from 'vitest';
import { catchUp } from '../support/far-behind.ts';

test('case 15: a million events behind, killed ten times on the way', async () => {
  expect(await catchUp(1_000_000, 10)).toBeGreaterThan(5);
});
