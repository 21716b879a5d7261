import { test } from 'vitest';
import { killServer } from '../support/fleet-server-kills.ts';

test(
  'a server killed under load has all that it acknowledged, and all devices agree after it is back',
  { timeout: 120_000 },
  () => killServer(10, 1),
);
