import type { Defence } from './defence.ts';
import { LOG_DEFENCES } from './log.ts';
import { STORE_DEFENCES } from './store.ts';
import { SYNC_DEFENCES } from './sync.ts';

/** By what they defend; those of the simulation are its mutants. */
export const DEFENCES: readonly Defence[] = [...STORE_DEFENCES, ...LOG_DEFENCES, ...SYNC_DEFENCES];
