import { claimedInstant } from '../events/claimed-time.ts';
import type { Failure } from '../kernel/result.ts';
import type { ActivityRow } from '../projections/rows.ts';

/** Milliseconds: less is no reason to interrupt anybody. */
const SHOWN = 120_000;

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

const amountOf = (milliseconds: number): string => {
  const amount = Math.abs(milliseconds);
  if (amount < 120 * MINUTE) return `${Math.round(amount / MINUTE)} minutes`;
  if (amount < 2 * DAY) return `${Math.round(amount / (60 * MINUTE))} hours`;
  return amount < 730 * DAY
    ? `${Math.round(amount / DAY)} days`
    : `${Math.round(amount / (365.25 * DAY))} years`;
};

const NOTHING_LOST = 'Everything is recorded, and in the right order';

/** What to say of a clock that differs from the server's by `skew` milliseconds: shown, and nothing is refused (CO2). */
export const skewToFailure = (skew: number): Failure | undefined => {
  if (Math.abs(skew) < SHOWN) return undefined;
  return {
    code: 'clock-differs',
    message: `The clock of this device is ${amountOf(skew)} ${skew > 0 ? 'behind' : 'ahead of'} the server's. ${NOTHING_LOST}, but under the time that this clock shows. Set it right.`,
  };
};

type Claim = Pick<ActivityRow, 'at' | 'actor' | 'depth'>;

/** A claim that lies ahead of the time it is now, in milliseconds. */
export interface ClaimAhead extends Claim {
  readonly by: number;
}

/**
 * Watches what commands claim, and tells of one that lies ahead of now, once: its clock was ahead, or this one is
 * behind. `latest` is the newest command known, in canonical order: the one before a clock was set back.
 */
export const watchClaims = (latest: Claim | undefined) => {
  let newest = latest;
  let told = -Infinity;
  return (claims: readonly Claim[], now: number): ClaimAhead | undefined => {
    let furthest: Claim | undefined;
    for (const claim of newest ? [newest, ...claims] : claims) {
      if (!furthest || claimedInstant(claim.at) > claimedInstant(furthest.at)) furthest = claim;
      if (!newest || claim.depth >= newest.depth) newest = claim;
    }
    const instant = furthest ? claimedInstant(furthest.at) : -Infinity;
    if (!furthest || instant - now < SHOWN || instant <= told) return undefined;
    told = instant;
    return { ...furthest, by: instant - now };
  };
};

/** `name`: of who claims it; undefined for the person of this device. */
export const claimToFailure = ({ at, by }: ClaimAhead, name: string | undefined): Failure => {
  const day = at.slice(0, 16).replace('T', ' ');
  return {
    code: 'claim-ahead',
    message:
      name === undefined
        ? `Something that you have written claims to be of ${day}, which is ${amountOf(by)} from now: the clock was ahead then, or it is behind now. ${NOTHING_LOST}; the times shown are the clock's. Set it right.`
        : `Something that ${name} has written claims to be of ${day}, which is ${amountOf(by)} from now: their clock is ahead, or that of this device is behind. ${NOTHING_LOST}; only the times shown differ.`,
  };
};
