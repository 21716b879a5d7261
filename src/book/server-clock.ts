import { claimTime } from '../events/claimed-time.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Store } from '../kernel/store.ts';
import type { Tables } from './tables.ts';

/** How the server's clock differed from this device's at the last connection. */
interface Measured {
  /** The server's clock less this device's, in milliseconds. */
  readonly skew: number;
  /** When, by the clock of this device. */
  readonly at: number;
}

/** Milliseconds: what was measured longer ago, or ahead of now, may be of before the clock was set. */
const HOLDS = 86_400_000;

export const rememberSkew = (store: Store<Tables>, skew: number, clock: Clock): Promise<void> =>
  store.write(['meta'], async (tx) => {
    const value: Measured = { skew, at: clock.now() };
    await tx.put('meta', [{ key: 'skew', value }]);
  });

/**
 * The instant that it is in so many milliseconds by the server's clock, as far as it is known, in UTC: the server holds
 * others to it (ME2), and a clock that is years behind would make only what is over already.
 */
export const serverInstant = async (store: Store<Tables>, clock: Clock, after: number): Promise<string> => {
  const measured = (await store.read(['meta'], (tx) => tx.get('meta', 'skew')))?.value as
    | Measured
    | undefined;
  const now = clock.now();
  const age = measured ? now - measured.at : Infinity;
  const skew = measured && age >= 0 && age < HOLDS ? measured.skew : 0;
  return claimTime({ now: () => now + skew + after, offset: () => 0 });
};
