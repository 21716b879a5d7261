import type { Parameters } from './parameters.ts';
import type { Size, Step } from './plan.ts';
import type { Pool } from './pool.ts';
import { drawRun, type Outcome } from './run.ts';
import { MILD } from './world/world.ts';

export interface Shrunk {
  readonly parameters: Parameters;
  readonly steps: readonly Step[];
  readonly outcome: Outcome;
}

/** Simpler worlds, each tried in turn: a history that fails without losses is read more easily. */
const SIMPLER: readonly ((parameters: Parameters) => Parameters)[] = [
  (parameters) => ({ ...parameters, weather: { ...parameters.weather, ...MILD } }),
  (parameters) => ({ ...parameters, lies: 0 }),
  (parameters) => ({ ...parameters, again: 0 }),
  (parameters) => ({ ...parameters, back: 0 }),
  (parameters) => ({ ...parameters, poison: 0, old: 0 }),
  (parameters) => ({ ...parameters, stall: 0 }),
];

/**
 * Leaves out steps, many at a time and then fewer, for as long as the same invariant is violated (ddmin, Zeller and
 * Hildebrandt 2002), until none can be left out or `until` (as of `performance.now`).
 */
export const shrink = async (
  pool: Pool,
  seed: number,
  size: Size,
  invariant: string,
  until: number,
): Promise<Shrunk | undefined> => {
  const fails = async (parameters: Parameters, steps: readonly Step[]): Promise<Shrunk | undefined> => {
    const outcome = await pool.run({ seed, size, parameters, steps });
    const isSame = outcome.violations.some((one) => one.invariant === invariant);
    return isSame ? { parameters, steps, outcome } : undefined;
  };
  const drawn = drawRun(seed, size);
  let best = await fails(drawn.parameters, drawn.steps);
  for (let pieces = 2; best && performance.now() < until;) {
    const { parameters, steps } = best;
    const length = Math.ceil(steps.length / pieces);
    const without = Array.from({ length: pieces }, (_, i) => steps.toSpliced(i * length, length));
    const smaller = await firstThat(
      without.map((fewer) => () => fails(parameters, fewer)),
      pool.width,
      until,
    );
    if (smaller) {
      best = smaller;
      pieces = Math.max(2, pieces - 1);
    } else if (length <= 1) break;
    else pieces = Math.min(steps.length, 2 * pieces);
  }
  for (const simplify of SIMPLER)
    if (best && performance.now() < until)
      best = (await fails(simplify(best.parameters), best.steps)) ?? best;
  return best;
};

/** The first that succeeds, in order; several are tried at a time. */
const firstThat = async (
  tries: readonly (() => Promise<Shrunk | undefined>)[],
  width: number,
  until: number,
): Promise<Shrunk | undefined> => {
  for (let i = 0; i < tries.length && performance.now() < until; i += width) {
    const results = await Promise.all(tries.slice(i, i + width).map((attempt) => attempt()));
    const found = results.find((one) => one !== undefined);
    if (found) return found;
  }
  return undefined;
};
