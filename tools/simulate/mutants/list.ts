import { ENGINE_MUTANTS } from './engine.ts';
import type { Mutant } from './plant.ts';
import { STATE_MUTANTS } from './state.ts';
import { SYNC_MUTANTS } from './sync.ts';

/** Planted faults: each is one that somebody might make, and each must be found. */
export const MUTANTS: readonly Mutant[] = [...ENGINE_MUTANTS, ...STATE_MUTANTS, ...SYNC_MUTANTS];
