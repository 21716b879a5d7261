import type { Mutant } from './plant.ts';

/** Planted faults: each is one that somebody might make, and each must be found. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'places are compared by device before depth',
    file: 'src/clock/order.ts',
    find: 'if (a.depth !== b.depth) return a.depth - b.depth;',
    put: '',
  },
];
