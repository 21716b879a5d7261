import type { Pool } from './pool.ts';
import type { Size } from './plan.ts';
import type { Outcome } from './run.ts';
import { addCounts, NEVER, type Counts } from './tally.ts';

/** What is asked for on the command line. */
export interface Asked extends Size {
  readonly start: number;
  readonly seeds: number;
}

export interface Finding {
  /** None of a thing that never happened in any run. */
  readonly seed: number | null;
  readonly invariant: string;
  readonly message: string;
}

export interface Report extends Asked {
  readonly violations: readonly Finding[];
  readonly sometimes: Counts;
  readonly seedsPerSecond: number;
  readonly ms: number;
}

/** Seeds in which everything that should sometimes happen does. */
const ENOUGH = 100;

/** Runs seeds one after another, on all threads of the pool, until `isOver` of an outcome. */
export const runSeeds = async (
  pool: Pool,
  { start, seeds, devices, commands }: Asked,
  onOutcome: (seed: number, outcome: Outcome) => 'go on' | 'stop',
): Promise<void> => {
  let next = start;
  let isOver = false;
  const work = async (): Promise<void> => {
    while (!isOver && next < start + seeds) {
      const seed = next++;
      const outcome = await pool.run({ seed, size: { devices, commands } });
      if (onOutcome(seed, outcome) === 'stop') isOver = true;
    }
  };
  await Promise.all(Array.from({ length: pool.width }, work));
};

export const simulateSeeds = async (
  pool: Pool,
  asked: Asked,
  progress: (done: number) => void,
): Promise<Report> => {
  const began = performance.now();
  const violations: Finding[] = [];
  let sometimes = NEVER;
  let done = 0;
  await runSeeds(pool, asked, (seed, { violations: found, counts }) => {
    violations.push(...found.map(({ invariant, message }) => ({ seed, invariant, message })));
    sometimes = addCounts(sometimes, counts);
    progress(++done);
    return 'go on';
  });
  if (asked.seeds >= ENOUGH) violations.push(...neverHappened(sometimes));
  violations.sort((a, b) => (a.seed ?? Infinity) - (b.seed ?? Infinity));
  const ms = Math.round(performance.now() - began);
  const seedsPerSecond = Math.round((100_000 * asked.seeds) / ms) / 100;
  return { ...asked, violations, sometimes, seedsPerSecond, ms };
};

const neverHappened = (counts: Counts): readonly Finding[] =>
  Object.entries(counts)
    .filter(([, times]) => times === 0)
    .map(([what]) => ({ seed: null, invariant: 'sometimes', message: `No run has met "${what}".` }));
