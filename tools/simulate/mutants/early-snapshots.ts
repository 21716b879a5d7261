import type { Mutant } from './plant.ts';

/** No fault: what is wrong with snapshots shows in a history that is short enough to be read. */
export const EARLY_SNAPSHOTS: Mutant = {
  name: 'snapshots are taken early',
  file: 'src/aggregates/snapshot.ts',
  find: 'const TAIL_MAX = 32;\nconst TAIL_KEPT = 8;',
  put: 'const TAIL_MAX = 4;\nconst TAIL_KEPT = 1;',
};
