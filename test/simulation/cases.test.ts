import { expect, test } from 'vitest';
import { MISFORTUNES, type Misfortune, type Parameters } from '../../tools/simulate/parameters.ts';
import { drawRun, simulate } from '../../tools/simulate/run.ts';
import { addCounts, type Sometimes } from '../../tools/simulate/tally.ts';

const SIZE = { devices: 4, commands: 80 };
const SEEDS = [1, 2, 3, 4];

const misfortunes = (some: { readonly [Kind in Misfortune]?: number }): Parameters['misfortunes'] =>
  Object.fromEntries(MISFORTUNES.map((kind) => [kind, 3 * (some[kind] ?? 0)])) as Parameters['misfortunes'];

const HARSH = { loss: 0.3, repeats: 0.5, reordering: 0.3, delay: { least: 5, most: 300 } };
const CLEAR = { loss: 0, repeats: 0, reordering: 0, delay: { least: 5, most: 50 } };
const WELL = { weather: CLEAR, old: 0, poison: 0, lies: 0, again: 0, stall: 0, back: 0 };

type Case = readonly [title: string, given: Partial<Parameters>, met: readonly Sometimes[]];

const CASES: readonly Case[] = [
  [
    'case 1: killed inside a commit, what was acknowledged is there, and nothing is there by half',
    { misfortunes: misfortunes({ crash: 4, close: 3, serverCrash: 2 }), commit: 20, stall: 0.05 },
    ['crash', 'serverCrash'],
  ],
  [
    'case 2: on a full disk commands fail and say so, the state is not ahead of the log, and all goes on afterwards',
    { misfortunes: misfortunes({ fullDisk: 4, serverFull: 2 }) },
    ['storageFailed'],
  ],
  [
    'case 5: a backup that is restored and edited loses no branch',
    { length: 60_000, misfortunes: misfortunes({ rollback: 3, partition: 3 }) },
    ['rollback', 'fork', 'newKeys'],
  ],
  [
    'case 6: of two copies of a profile that are online at once one goes on under new keys, and nothing is lost',
    { length: 60_000, misfortunes: misfortunes({ clone: 3 }) },
    ['clone', 'newKeys'],
  ],
  [
    'case 7: what a restored server has forgotten is given back to it, that of others included',
    { misfortunes: misfortunes({ serverRollback: 2 }) },
    ['serverRollback', 'duplicate'],
  ],
  [
    'case 8: batches that arrive by half, lost acknowledgements and everything sent twice are taken once, as a unit',
    { weather: HARSH, misfortunes: misfortunes({ cut: 5, stick: 3 }), again: 0.3 },
    ['duplicate', 'held', 'heldByServer', 'repeated', 'copy'],
  ],
  [
    'case 9: partitions, also one-way, and messages in disorder and twice end in convergence without a new write',
    { weather: { ...HARSH, loss: 0.15 }, misfortunes: misfortunes({ partition: 5, cut: 3 }) },
    ['partition', 'duplicate', 'conflict'],
  ],
  [
    'case 9: so they do over a network of 32 kbit/s',
    { weather: { ...HARSH, loss: 0.1, rate: 4 }, misfortunes: misfortunes({ partition: 2, cut: 2 }) },
    ['slowNetwork', 'duplicate', 'conflict'],
  ],
  [
    'case 12: clocks that are years ahead, a day back or jump stop nothing, and decide no order',
    { misfortunes: misfortunes({ clockJump: 6, partition: 2 }) },
    ['clockJump', 'conflict'],
  ],
  [
    'case 13: a command that breaks the fold is set apart everywhere, whatever it came with',
    { poison: 0.1, old: 0.5, misfortunes: misfortunes({ upgrade: 2, stick: 2 }) },
    ['quarantine', 'upgrade'],
  ],
  [
    'case 14: what an older release does not know is kept and handed on, and folded after its upgrade',
    { old: 1, misfortunes: misfortunes({ upgrade: 2 }) },
    ['aside', 'upgrade'],
  ],
  [
    'case 16: a server that swaps, replays, omits and rolls back changes no state and harms nobody for long',
    { lies: 0.3, misfortunes: misfortunes({ serverRollback: 1, stick: 1 }) },
    ['lie', 'refused', 'serverRollback'],
  ],
];

test.each(CASES)('%s', async (_, given, met) => {
  let counts = {};
  for (const seed of SEEDS) {
    const { parameters, steps } = drawRun(seed, SIZE, { ...WELL, ...given });
    const outcome = await simulate(seed, SIZE, parameters, steps);
    expect(outcome.violations.map(({ invariant, message }) => [seed, invariant, message])).toEqual([]);
    counts = addCounts(counts, outcome.counts);
  }
  expect(Object.keys(counts)).toEqual(expect.arrayContaining([...met]));
});
