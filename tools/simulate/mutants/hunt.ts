import { openPool } from '../pool.ts';
import { runSeeds } from '../seeds.ts';
import { MUTANTS } from './list.ts';
import { mutate, type Mutant } from './plant.ts';

/** Seeds within which each must be found. */
const MOST_SEEDS = 2_000;
const SIZE = { devices: 5, commands: 300 };

export interface MutantReport {
  readonly mutants: number;
  readonly found: number;
  /** The first seed that violates an invariant under the fault; null where none does. */
  readonly list: readonly { readonly name: string; readonly seed: number | null }[];
}

/** Plants each fault by itself and runs seeds until one is violated. */
export const huntMutants = async (
  only: string | undefined,
  tell: (line: string) => void,
): Promise<MutantReport> => {
  const list: { name: string; seed: number | null }[] = [];
  for (const mutant of MUTANTS.filter(({ name }) => only === undefined || name.includes(only))) {
    const began = performance.now();
    const { seed, what } = await hunt(mutant);
    list.push({ name: mutant.name, seed });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    tell(
      `${seed === null ? 'NOT FOUND' : `seed ${seed}`} in ${seconds} s: ${mutant.name}${what && ` (${what})`}`,
    );
  }
  return { mutants: list.length, found: list.filter(({ seed }) => seed !== null).length, list };
};

const hunt = async (mutant: Mutant): Promise<{ readonly seed: number | null; readonly what: string }> => {
  mutate(mutant); // One that does not apply would fail at once, and pass for found.
  const pool = openPool(mutant);
  let first: { readonly seed: number; readonly what: string } | undefined;
  await runSeeds(pool, { ...SIZE, start: 1, seeds: MOST_SEEDS }, (seed, { violations }) => {
    const [violation] = violations;
    if (!violation) return 'go on';
    if (!first || seed < first.seed)
      first = { seed, what: `${violation.invariant}: ${violation.message.slice(0, 100)}` };
    return 'stop';
  });
  await pool.close();
  return first ?? { seed: null, what: '' };
};
