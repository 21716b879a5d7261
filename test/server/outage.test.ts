import { expect, test } from 'vitest';
import { watchOutage } from '../../sync-server/outage.ts';

test('however often a database is tried in vain, it is told once that it is away, and once that it is back', () => {
  const said: string[] = [];
  const outage = watchOutage({
    warn: () => said.push('away'),
    info: () => said.push('back'),
  } as unknown as Parameters<typeof watchOutage>[0]);
  outage.over();
  for (let times = 0; times < 2; times++) {
    for (let tries = 0; tries < 3; tries++) outage.begun(new Error('lost'));
    for (let commits = 0; commits < 3; commits++) outage.over();
  }
  expect(said).toEqual(['away', 'back', 'away', 'back']);
});
