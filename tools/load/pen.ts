import type { BookPorts } from '../../src/book/engine.ts';
import type { DeepHead } from '../../src/clock/head.ts';
import { base64ToBytes } from '../../src/kernel/bytes.ts';
import type { EpochId } from '../../src/kernel/ids.ts';
import { sealSegment } from '../../src/log/seal.ts';
import { readStored, segmentToHead, type Segment } from '../../src/log/segment.ts';
import type { Lines } from '../bench/book/foreign-book.ts';
import type { Member } from './members.ts';

/** Writes the log of one device, an event a segment. */
export interface Pen {
  /** Where the log ends. */
  head(): DeepHead;
  /** `seen` is what is new of others. */
  write(seen?: readonly DeepHead[]): Promise<Segment>;
}

/** What it writes are `lines`, from the event `start` on, over and over. */
export const createPen = (
  { identity, log }: Member,
  { lines, names }: Lines,
  { crypto, random }: Omit<BookPorts, 'store'>,
  start = 0,
): Pen => {
  const { book, device, signing, epochs } = identity;
  const epoch = book as unknown as EpochId;
  const key = base64ToBytes(epochs[epoch]!)!;
  let head = segmentToHead(log.at(-1)!);
  let written = start;
  return {
    head: () => head,
    write: async (seen = []) => {
      const event = written++ % names.length;
      const sealed = await sealSegment(
        {
          kind: 'events',
          book,
          device,
          seq: head.seq + 1,
          commands: 1,
          depth: 1 + Math.max(head.depth, ...seen.map(({ depth }) => depth)),
          context: seen.map(({ device: of, seq, hash }) => ({ device: of, seq, hash })),
          prev: head.hash,
          lines: lines.slice(2 * event, 2 * event + 2),
          names: [names[event]!],
          epoch,
          key,
        },
        signing,
        crypto,
        random,
      );
      const segment = readStored(sealed.bytes, crypto);
      head = segmentToHead(segment);
      return segment;
    },
  };
};
