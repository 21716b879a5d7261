import { expect, test } from 'vitest';
import { catchUp } from '../support/far-behind.ts';

test(
  'case 15: a device that is far behind says how far, answers meanwhile, and goes on where it was killed',
  { timeout: 180_000 },
  async () => {
    expect(await catchUp(40_000, 2)).toBeGreaterThan(0);
  },
);
