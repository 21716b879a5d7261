import { expect, test } from 'vitest';
import { drawRun, simulate } from '../../tools/simulate/run.ts';

const SIZE = { devices: 4, commands: 80 };

const runSeed = (seed: number) => {
  const { parameters, steps } = drawRun(seed, SIZE);
  return simulate(seed, SIZE, parameters, steps);
};

test('a seed gives the same history, event for event, when it is run again', async () => {
  for (let seed = 1; seed <= 6; seed++) expect(await runSeed(seed)).toEqual(await runSeed(seed));
});

test('another seed gives another history', async () => {
  expect((await runSeed(1)).digest).not.toBe((await runSeed(2)).digest);
});
