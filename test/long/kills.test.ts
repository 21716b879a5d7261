import { expect, test } from 'vitest';
import { endApp } from '../support/fleet-app-kills.ts';
import { killServer } from '../support/fleet-server-kills.ts';

const TIMES = 100;

test('a server killed a hundred times under load has all that it acknowledged, and all devices agree', async () => {
  expect(await killServer(TIMES, 2)).toBeGreaterThanOrEqual(TIMES);
});

test.each(['browser', 'worker'] as const)(
  'a %s killed a hundred times under load has all that the app acknowledged, and no half of anything',
  async (what) => {
    expect(await endApp(what, TIMES, 2)).toBeGreaterThanOrEqual(TIMES);
  },
);
