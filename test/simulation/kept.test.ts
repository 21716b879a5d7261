import { expect, test } from 'vitest';
import { drawRun, simulate } from '../../tools/simulate/run.ts';

const SIZE = { devices: 5, commands: 300 };

/** Seeds that have found something: under a fault of that kind they violate an invariant, and without it none. */
const KEPT: readonly (readonly [seed: number, what: string])[] = [
  [8, 'context that names what is not stored, and commits that are not flushed'],
  [12, 'what was lost on the way and is not sent again'],
  [14, 'a server that tells nobody what has come'],
  [42, 'what is on its way and is taken to have arrived'],
  [67, 'what a second window has taken, and the one that leads has not heard of'],
  [112, 'an event that is the last there, and comes again with an upgrade'],
];

test.each(KEPT)('seed %i is kept: %s', async (seed) => {
  const { parameters, steps } = drawRun(seed, SIZE);
  expect((await simulate(seed, SIZE, parameters, steps)).violations).toEqual([]);
});
