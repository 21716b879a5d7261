import type { DeepHead, Head } from '../../src/clock/head.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { parseSegment, segmentToHead, type Segment } from '../../src/log/segment.ts';
import type { LogPort, Outgoing } from '../../src/sync/log-port.ts';

export interface HeldLog extends LogPort {
  /** One more of the own segments. */
  append(segment: Segment): Outgoing;
  /** The server has said that it has them, up to this seq: they are given up. Answers their hashes. */
  acknowledge(seq: number): readonly SegmentHash[];
  /** What has come in since this was last asked, as the context of the own next segment. */
  seen(): readonly DeepHead[];
}

/**
 * What a device of the load knows of its book: where the logs end, and the own segments that are not acknowledged.
 *
 * It gives the server nothing back that was acknowledged. An app would, and so would heal what a server lost; here it
 * is to be missed.
 */
export const createHeldLog = (own: DeviceId, crypto: Crypto): HeldLog => {
  const heads = new Map<DeviceId, DeepHead>();
  const fresh = new Set<DeviceId>();
  let unacknowledged: readonly Outgoing[] = [];

  const isKnown = ({ device, seq }: Head): boolean => seq <= (heads.get(device)?.seq ?? 0);
  const place = (segment: Segment): Outgoing => {
    const { device, seq, hash, depth } = segmentToHead(segment);
    heads.set(device, { device, seq, hash, depth });
    return { head: { device, seq, hash }, prev: segment.header.prev, bytes: segment.bytes };
  };

  return {
    append: (segment) => {
      const outgoing = place(segment);
      unacknowledged = [...unacknowledged, outgoing];
      return outgoing;
    },
    acknowledge: (seq) => {
      const [there, left] = [
        unacknowledged.filter(({ head }) => head.seq <= seq),
        unacknowledged.filter(({ head }) => head.seq > seq),
      ];
      unacknowledged = left;
      return there.map(({ head }) => head.hash);
    },
    seen: () => {
      const seen = [...fresh].map((device) => heads.get(device)!);
      fresh.clear();
      return seen;
    },
    heads: async () => [...heads.values()],
    collect: async ({ after }) => {
      const there = after.find(({ device }) => device === own)?.seq ?? 0;
      return {
        segments: unacknowledged.filter(({ head }) => head.seq > there),
        more: false,
        unknownHere: after.filter((head) => !isKnown(head)).map(({ hash }) => hash),
      };
    },
    take: async (list: readonly Bytes[]) => {
      const admitted: Outgoing[] = [];
      const refused = [];
      let [duplicates, held] = [0, 0];
      for (const bytes of list) {
        const parsed = parseSegment(bytes, crypto.sha256);
        if (!parsed.ok) refused.push({ segment: '' as SegmentHash, failure: parsed.error });
        else if (isKnown(segmentToHead(parsed.value))) duplicates++;
        else if (parsed.value.header.prev !== (heads.get(parsed.value.header.device)?.hash ?? '')) held++;
        else {
          admitted.push(place(parsed.value));
          if (parsed.value.header.device !== own) fresh.add(parsed.value.header.device);
        }
      }
      return { admitted, duplicates, held, refused };
    },
  };
};
