import { expect, test } from 'vitest';
import { endApp } from '../support/fleet-app-kills.ts';

const TIMES = 5;

test.each(['browser', 'page', 'worker'] as const)(
  'a %s killed under load has all that the app acknowledged, and no half of anything',
  { timeout: 120_000 },
  async (what) => {
    expect(await endApp(what, TIMES, 1)).toBeGreaterThanOrEqual(TIMES);
  },
);
