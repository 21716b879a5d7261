import { expect, test } from 'vitest';
import { killServer } from '../support/fleet-server-kills.ts';

const TIMES = 10;

test(
  'a server killed under load has all that it acknowledged, and all devices agree after it is back',
  { timeout: 120_000 },
  async () => {
    expect(await killServer(TIMES, 1)).toBeGreaterThanOrEqual(TIMES);
  },
);
