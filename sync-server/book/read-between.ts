import type { Head } from '../../src/clock/head.ts';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Sendable } from '../../src/sync/end-verified.ts';
import { FRAME_BYTES } from '../../src/sync/protocol.ts';
import type { Store } from '../store.ts';

/** One log that has grown: where it ended, where it ends, and where what has been read of it ends. */
interface Growth {
  readonly to: Head;
  at: { readonly seq: number; readonly hash: SegmentHash | '' };
}

/**
 * The segments that lead from heads to later ones, context first: all of them and no others, by the chain of hashes.
 * Undefined where a log is forked, or where they are more than a frame holds: then each device's session is to find out
 * by itself what that device lacks.
 */
export const readBetween = async (
  store: Pick<Store, 'page'>,
  book: BookId,
  before: readonly Head[],
  after: readonly Head[],
): Promise<readonly Sendable[] | undefined> => {
  const growths = toGrowths(before, after);
  if (!growths) return undefined;
  const found: Sendable[] = [];
  const isRead = ({ to, at }: Growth): boolean => at.hash === to.hash;
  for (let budget = FRAME_BYTES; budget > 0;) {
    const unread = [...growths.values()].filter((growth) => !isRead(growth));
    if (unread.length === 0) return found;
    const parts = unread.map(({ to, at }) => ({ device: to.device, afterSeq: at.seq }));
    const page = await store.page(book, parts, budget);
    const read = found.length;
    for (const segment of page.segments) {
      const growth = growths.get(segment.head.device)!;
      // Written since these heads were read, perhaps: it is told with the next.
      if (segment.head.seq > growth.to.seq) continue;
      if (segment.prev !== growth.at.hash) return undefined;
      growth.at = segment.head;
      found.push(segment);
      budget -= segment.bytes.length;
    }
    if (found.length === read) return undefined;
  }
  return [...growths.values()].every(isRead) ? found : undefined;
};

/** By device; undefined where one of them has, or had, more than one end. */
const toGrowths = (
  before: readonly Head[],
  after: readonly Head[],
): ReadonlyMap<DeviceId, Growth> | undefined => {
  const old = new Set(before.map(({ hash }) => hash));
  const now = new Set(after.map(({ hash }) => hash));
  const growths = new Map<DeviceId, Growth>();
  for (const head of after) {
    if (old.has(head.hash)) continue;
    if (growths.has(head.device)) return undefined;
    growths.set(head.device, { to: head, at: { seq: 0, hash: '' } });
  }
  for (const head of before) {
    const growth = growths.get(head.device);
    const isStill = now.has(head.hash);
    if (!growth && isStill) continue;
    if (!growth || isStill || growth.at.hash !== '') return undefined;
    growth.at = head;
  }
  return growths;
};
