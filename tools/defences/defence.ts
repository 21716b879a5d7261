import type { Mutant } from '../simulate/mutants/plant.ts';

/** What keeps a case of faults.md from doing harm, as the source reads without it, and the test that must then fail. */
export interface Defence extends Mutant {
  /** Of faults.md. */
  readonly case: number;
  /** File of the test. */
  readonly test: string;
  /** What the titles of the tests begin with or contain; left out, all of the file are run. */
  readonly title?: string;
}
