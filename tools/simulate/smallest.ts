import { EARLY_SNAPSHOTS } from './mutants/early-snapshots.ts';
import type { Mutant } from './mutants/plant.ts';
import type { Size } from './plan.ts';
import { openPool, type Pool } from './pool.ts';
import { runSeeds, type Asked, type Finding } from './seeds.ts';
import { shrink, type Shrunk } from './shrink.ts';

/** Commands of a history that is short enough to be read. */
const READABLE = 20;
/** Of these many fail, and most of their steps can be left out. */
const SHORT: Size = { devices: 3, commands: 40 };

export interface Smallest extends Shrunk {
  readonly seed: number;
  readonly size: Size;
  /** Under snapshots that are taken early. */
  readonly early: boolean;
}

export const countCommands = ({ steps }: Shrunk): number =>
  steps.filter((step) => step.kind === 'command').length;

/**
 * The shortest history that violates the invariant, within so many milliseconds, under the faults that are planted.
 * First steps are left out of the one that was found. Where that stays long, because each step left out changes what
 * chance does to the others or because it takes many events to come to a snapshot, short histories of other seeds are
 * tried, with snapshots early: one of them often fails in the same way.
 */
export const findSmallest = async (
  planted: readonly Mutant[],
  asked: Asked,
  { invariant }: Finding,
  seed: number,
  milliseconds: number,
): Promise<Smallest | undefined> => {
  const began = performance.now();
  const early = planted.includes(EARLY_SNAPSHOTS);
  const best = await inPool(planted, (pool) =>
    shrink(pool, seed, asked, invariant, began + 0.3 * milliseconds),
  );
  const found = best && { ...best, seed, size: asked, early };
  if (!found || countCommands(found) <= READABLE) return found;
  const short = await inPool(early ? planted : [...planted, EARLY_SNAPSHOTS], async (pool) => {
    const other = await findShort(pool, invariant, began + 0.7 * milliseconds);
    if (other === undefined) return undefined;
    const shrunk = await shrink(pool, other, SHORT, invariant, began + milliseconds);
    return shrunk && { ...shrunk, seed: other, size: SHORT, early: true };
  });
  return short && countCommands(short) < countCommands(found) ? short : found;
};

const inPool = async <T>(planted: readonly Mutant[], work: (pool: Pool) => Promise<T>): Promise<T> => {
  const pool = openPool(planted);
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
};

const findShort = async (pool: Pool, invariant: string, until: number): Promise<number | undefined> => {
  let found: number | undefined;
  await runSeeds(pool, { ...SHORT, start: 1, seeds: 100_000 }, (seed, { violations }) => {
    if (violations.some((one) => one.invariant === invariant)) found ??= seed;
    return found !== undefined || performance.now() > until ? 'stop' : 'go on';
  });
  return found;
};
