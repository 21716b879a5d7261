import type { Bytes } from '../../src/kernel/bytes.ts';
import type { DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { parseSegment, type Segment } from '../../src/log/segment.ts';
import { isSignedBy } from '../../src/log/verify.ts';
import type { Outgoing } from '../../src/sync/log-port.ts';

export type Sendable = Outgoing & { readonly isVerified: boolean };

/**
 * Makes each log end in a segment whose own signature is right: a device checks the newest of what it gets. Left out,
 * until their successors come, are those whose signature was spoilt on the way and never checked here.
 */
export const endVerified = async (
  segments: readonly Sendable[],
  keyOf: (device: DeviceId) => Promise<Bytes | undefined>,
  crypto: Crypto,
): Promise<readonly Outgoing[]> => {
  const spoilt = new Set<SegmentHash>();
  const settled = new Set<DeviceId>();
  for (const { head, bytes, isVerified } of segments.toReversed()) {
    if (settled.has(head.device)) continue;
    const key = isVerified ? undefined : await keyOf(head.device);
    if (isVerified || (key && (await isSignedBy(readStored(bytes, crypto), key, crypto))))
      settled.add(head.device);
    else spoilt.add(head.hash);
  }
  return spoilt.size === 0 ? segments : segments.filter(({ head }) => !spoilt.has(head.hash));
};

/** Reads what was checked when it was stored. */
export const readStored = (bytes: Bytes, { sha256 }: Crypto): Segment => {
  const parsed = parseSegment(bytes, sha256);
  if (!parsed.ok) throw new Error(`A stored segment does not read: ${parsed.error.message}`);
  return parsed.value;
};
