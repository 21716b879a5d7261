import type { Bytes } from '../kernel/bytes.ts';
import type { DeviceId, SegmentHash } from '../kernel/ids.ts';
import type { Crypto } from '../kernel/ports.ts';
import { readStored } from '../log/segment.ts';
import { isSignedBy } from '../log/verify.ts';
import { MAX_SEGMENT } from '../log/limits.ts';
import type { Collected, Missing, Outgoing } from './log-port.ts';

export type Sendable = Outgoing & { readonly isVerified: boolean };

/**
 * Makes each branch of each log end in a segment whose own signature is right: who receives them checks the newest.
 * Left out, until their successors come, are those whose signature was spoilt on the way and never checked here.
 */
export const endVerified = async (
  segments: readonly Sendable[],
  keyOf: (device: DeviceId) => Promise<Bytes | undefined>,
  crypto: Crypto,
): Promise<readonly Outgoing[]> => {
  const spoilt = new Set<SegmentHash>();
  const vouched = new Set<SegmentHash | ''>();
  for (const { head, prev, bytes, isVerified } of segments.toReversed()) {
    const isVouched = vouched.has(head.hash) || isVerified;
    const key = isVouched ? undefined : await keyOf(head.device);
    if (isVouched || (key && (await isSignedBy(readStored(bytes, crypto), key, crypto)))) vouched.add(prev);
    else spoilt.add(head.hash);
  }
  return spoilt.size === 0 ? segments : segments.filter(({ head }) => !spoilt.has(head.hash));
};

/**
 * A page that may be sent. All of one may be spoilt: then a longer one, as far as a frame has room, ends in a signature
 * that is right if there is one at all.
 */
export const collectVerified = async (
  missing: Missing,
  collect: (missing: Missing) => Promise<Collected & { readonly segments: readonly Sendable[] }>,
  keyOf: (device: DeviceId) => Promise<Bytes | undefined>,
  crypto: Crypto,
): Promise<Collected> => {
  for (let { budget } = missing; ; budget *= 2) {
    const page = await collect({ ...missing, budget });
    const segments = await endVerified(page.segments, keyOf, crypto);
    if (segments.length > 0 || !page.more || budget >= MAX_SEGMENT) return { ...page, segments };
  }
};
