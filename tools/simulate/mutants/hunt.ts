import { openPool } from '../pool.ts';
import { runSeeds, type Finding } from '../seeds.ts';
import { countCommands, findSmallest } from '../smallest.ts';
import { MUTANTS } from './list.ts';
import { mutate, type Mutant } from './plant.ts';

/** Seeds within which each must be found. */
const MOST_SEEDS = 2_000;
const SIZE = { devices: 5, commands: 300 };

interface Hunted {
  readonly name: string;
  readonly seed: number | null;
  /** Of the shortest history that shows it, where that was looked for. */
  readonly commands?: number;
}

export interface MutantReport {
  readonly mutants: number;
  readonly found: number;
  /** The first seed that violates an invariant under the fault; null where none does. */
  readonly list: readonly Hunted[];
}

/**
 * Plants each fault by itself and runs seeds until one is violated; then looks for the shortest history that violates
 * the same, for `shrinkMs` milliseconds.
 */
export const huntMutants = async (
  only: string | undefined,
  shrinkMs: number,
  tell: (line: string) => void,
): Promise<MutantReport> => {
  const list: Hunted[] = [];
  for (const mutant of MUTANTS.filter(({ name }) => only === undefined || name.includes(only))) {
    const began = performance.now();
    const first = await hunt(mutant);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    tell(
      first
        ? `seed ${first.seed} in ${seconds} s: ${mutant.name} (${first.invariant}: ${first.message.slice(0, 100)})`
        : `NOT FOUND in ${seconds} s: ${mutant.name}`,
    );
    const smallest =
      first && shrinkMs > 0
        ? await findSmallest([mutant], { ...SIZE, start: 1, seeds: 1 }, first, first.seed, shrinkMs)
        : undefined;
    if (smallest) tell(`  ${countCommands(smallest)} commands show it`);
    list.push({
      name: mutant.name,
      seed: first?.seed ?? null,
      ...(smallest && { commands: countCommands(smallest) }),
    });
  }
  return { mutants: list.length, found: list.filter(({ seed }) => seed !== null).length, list };
};

const hunt = async (mutant: Mutant): Promise<(Finding & { readonly seed: number }) | undefined> => {
  mutate(mutant); // One that does not apply would fail at once, and pass for found.
  const pool = openPool([mutant]);
  let first: (Finding & { readonly seed: number }) | undefined;
  await runSeeds(pool, { ...SIZE, start: 1, seeds: MOST_SEEDS }, (seed, { violations }) => {
    const [violation] = violations;
    if (!violation) return 'go on';
    if (!first || seed < first.seed) first = { seed, ...violation };
    return 'stop';
  });
  await pool.close();
  return first;
};
