import type { Clock } from '../kernel/ports.ts';
import type { Failure } from '../kernel/result.ts';
import type { Store } from '../kernel/store.ts';
import type { ActivityRow } from '../projections/rows.ts';
import { claimToFailure, watchClaims } from './skew.ts';
import { newestActivity } from './activity-pages.ts';
import type { Tables } from './tables.ts';

export interface ClaimWatch {
  /** At what has just been recorded or taken, and once at the start at nothing. */
  look(activity: readonly ActivityRow[]): Promise<void>;
  /** The server's clock less this device's: what this one is off by is said by itself. */
  skewed(skew: number): void;
}

/** Tells of commands whose claims lie ahead of now: some clock is wrong, and is shown, and nothing is refused (CO2). */
export const startClaimWatch = async (
  store: Store<Tables>,
  clock: Clock,
  actor: string,
  tell: (failure: Failure) => void,
): Promise<ClaimWatch> => {
  const [latest] = await store.read(['activity'], (tx) => newestActivity(tx, 1));
  const watch = watchClaims(latest);
  let skew = 0;
  return {
    look: async (activity) => {
      const ahead = watch(activity, clock.now() + skew);
      if (!ahead) return;
      const person = await store.read(['people'], (tx) => tx.get('people', ahead.actor));
      tell(claimToFailure(ahead, ahead.actor === actor ? undefined : (person?.name ?? ahead.actor)));
    },
    skewed: (told) => {
      skew = told;
    },
  };
};
