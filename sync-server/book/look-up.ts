import type { DeepHead, Head } from '../../src/clock/head.ts';
import type { DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Place } from '../../src/log/admission.ts';
import { lastSeq } from '../../src/log/header.ts';
import type { Segment } from '../../src/log/segment.ts';
import type { BookWriting } from '../store.ts';

export interface LookedUp {
  readonly known: Map<SegmentHash, Place>;
  /** Where the logs that were named end. */
  readonly heads: Set<SegmentHash>;
  /** Those of them that have begun. */
  readonly logs: Set<DeviceId>;
}

/**
 * What is here of all that some segments name, themselves included, asked for at once. The heads of the logs they name
 * settle nearly all of it: what a head is, is here, and what lies beyond the heads of its log is not.
 */
export const lookUp = async (segments: readonly Segment[], tx: BookWriting): Promise<LookedUp> => {
  const heads = await tx.heads([...devicesNamed(segments)]);
  const known = new Map(heads.map(headToEntry));
  const ends = new Map<DeviceId, number>();
  for (const { device, seq } of heads) ends.set(device, Math.max(seq, ends.get(device) ?? 0));
  // By the whole name: who names a segment wrongly must not keep it from being found by its right one.
  const unsettled = new Map<string, Head>();
  for (const segment of segments) {
    for (const name of namesIn(segment)) {
      if (name.seq > (ends.get(name.device) ?? 0) || known.has(name.hash)) continue;
      unsettled.set(`${name.device} ${name.seq} ${name.hash}`, name);
    }
  }
  if (unsettled.size > 0)
    for (const head of await tx.known([...unsettled.values()])) known.set(...headToEntry(head));
  return {
    known,
    heads: new Set(heads.map(({ hash }) => hash)),
    logs: new Set(heads.map(({ device }) => device)),
  };
};

const devicesNamed = (segments: readonly Segment[]): ReadonlySet<DeviceId> => {
  const devices = new Set<DeviceId>();
  for (const { header } of segments) {
    devices.add(header.device);
    for (const { device } of header.context) devices.add(device);
  }
  return devices;
};

const namesIn = ({ hash, header }: Segment): readonly Head[] => {
  const { device, seq, prev, context } = header;
  const own = { device, seq: lastSeq(header), hash };
  return prev === '' ? [own, ...context] : [own, { device, seq: seq - 1, hash: prev }, ...context];
};

const headToEntry = ({ device, seq, hash, depth }: DeepHead): [SegmentHash, Place] => [
  hash,
  { device, lastSeq: seq, lastDepth: depth },
];
