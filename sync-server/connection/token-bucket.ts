/** A rate limit as plain data: `tokens` may go below zero, which is a debt that time pays. */
export interface Bucket {
  readonly tokens: number;
  /** Milliseconds, when `tokens` was right. */
  readonly at: number;
}

export interface Rate {
  readonly perSecond: number;
  /** The most that can be saved up. */
  readonly burst: number;
}

export const fullBucket = (rate: Rate, now: number): Bucket => ({ tokens: rate.burst, at: now });

/** The bucket after `cost` is drawn from it. A clock that went back gives nothing and takes nothing. */
export const draw = (bucket: Bucket, cost: number, rate: Rate, now: number): Bucket => {
  const gained = (Math.max(0, now - bucket.at) / 1000) * rate.perSecond;
  return { tokens: Math.min(rate.burst, bucket.tokens + gained) - cost, at: now };
};

/** Milliseconds until the debt is paid. */
export const debtToWait = (bucket: Bucket, rate: Rate): number =>
  bucket.tokens >= 0 ? 0 : Math.ceil((-bucket.tokens / rate.perSecond) * 1000);
