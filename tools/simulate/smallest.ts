import type { Pool } from './pool.ts';
import type { Asked, Finding } from './seeds.ts';
import { runSeeds } from './seeds.ts';
import { shrink, type Shrunk } from './shrink.ts';

/** Commands of a history that is short enough to be read. */
const READABLE = 20;

export interface Smallest extends Shrunk {
  readonly seed: number;
  readonly commands: number;
}

const countCommands = ({ steps }: Shrunk): number => steps.filter((step) => step.kind === 'command').length;

/**
 * The shortest history that violates the invariant, within so many milliseconds. Half of the time goes into leaving out
 * of the one that was found; where that stays long, because each step left out changes what chance does to the others,
 * into short histories of other seeds, of which one often fails in the same way.
 */
export const findSmallest = async (
  pool: Pool,
  asked: Asked,
  { invariant }: Finding,
  seed: number,
  milliseconds: number,
): Promise<Smallest | undefined> => {
  const began = performance.now();
  const best = await shrink(pool, seed, asked, invariant, began + milliseconds / 2);
  if (!best || countCommands(best) <= READABLE) return best && { ...best, seed, commands: asked.commands };
  const other = await findShort(pool, asked, invariant, began + 0.8 * milliseconds);
  if (other === undefined) return { ...best, seed, commands: asked.commands };
  const size = { devices: asked.devices, commands: READABLE };
  const short = await shrink(pool, other, size, invariant, began + milliseconds);
  return short ? { ...short, seed: other, commands: READABLE } : { ...best, seed, commands: asked.commands };
};

const findShort = async (
  pool: Pool,
  { devices }: Asked,
  invariant: string,
  until: number,
): Promise<number | undefined> => {
  let found: number | undefined;
  const asked = { start: 1, seeds: 100_000, devices, commands: READABLE };
  await runSeeds(pool, asked, (seed, { violations }) => {
    if (violations.some((one) => one.invariant === invariant)) found ??= seed;
    return found !== undefined || performance.now() > until ? 'stop' : 'go on';
  });
  return found;
};
