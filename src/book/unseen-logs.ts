import type { DeviceId, SegmentHash } from '../kernel/ids.ts';
import { isMember, type Membership } from '../log/membership.ts';
import type { Segment } from '../log/segment.ts';
import type { Engine } from './engine.ts';
import { packedSegment, storedSegment } from './segments.ts';

/**
 * What is stored of devices that count only now, because what their enrolment stands on came last: folded like news,
 * so that every order of arrival ends in the same (ME1).
 */
export const logsOfNewMembers = async (
  engine: Engine,
  before: Membership,
  after: Membership,
): Promise<readonly Segment[]> => {
  if (after === before) return [];
  const devices = new Set(
    engine.cached.heads
      .map(({ device }) => device)
      .filter((device) => isMember(after, device) && !isMember(before, device)),
  );
  const logs = await Promise.all([...devices].map((device) => storedLog(engine, device)));
  return logs.flat();
};

const storedLog = async (engine: Engine, device: DeviceId): Promise<readonly Segment[]> => {
  const packs = await engine.ports.store.read(['segments'], (tx) =>
    tx.range('segments', { from: [device], to: [device, '~'] }),
  );
  return packs.flatMap((pack) => pack.entries.map((entry) => packedSegment(engine, pack, entry)));
};

/** Tells what counts from what does not yet, page by page of a log that is read from its start. */
export const createSieve = (engine: Engine) => {
  const passedOver = new Map<DeviceId, SegmentHash[]>();
  return async (membership: Membership, page: readonly Segment[]): Promise<readonly Segment[]> => {
    const seen: Segment[] = [];
    for (const [device, hashes] of passedOver) {
      if (!isMember(membership, device)) continue;
      for (const hash of hashes) seen.push((await storedSegment(engine, hash))!);
      passedOver.delete(device);
    }
    for (const segment of page) {
      const { device } = segment.header;
      if (isMember(membership, device)) seen.push(segment);
      else passedOver.set(device, [...(passedOver.get(device) ?? []), segment.hash]);
    }
    return seen;
  };
};
