import type { Failure } from '../kernel/result.ts';

/** Milliseconds: less is no reason to interrupt anybody. */
const SHOWN = 120_000;

/** What to say of a clock that differs from the server's by `skew` milliseconds: shown, and nothing is refused (CO2). */
export const skewToFailure = (skew: number): Failure | undefined => {
  if (Math.abs(skew) < SHOWN) return undefined;
  const minutes = Math.round(Math.abs(skew) / 60_000);
  const amount =
    minutes < 120
      ? `${minutes} minutes`
      : minutes < 2880
        ? `${Math.round(minutes / 60)} hours`
        : `${Math.round(minutes / 1440)} days`;
  return {
    code: 'clock-differs',
    message: `The clock of this device is ${amount} ${skew > 0 ? 'behind' : 'ahead of'} the server's. Everything is recorded, and in the right order, but under the time that this clock shows. Set it right.`,
  };
};
