import type { BookId, DeviceId } from '../../src/kernel/ids.ts';
import type { BookWriting, KnownSegment } from '../store.ts';
import type { Writes } from './statements.ts';

/** One book's part of the transaction that is open on the writing connection. */
export const bookWriting = (writes: Writes, book: BookId): BookWriting => {
  let row: number | undefined;
  const id = (): number => (row ??= bookToId(writes, book));
  return {
    known: async (hashes) => {
      const known = new Map<KnownSegment['hash'], KnownSegment>();
      for (const hash of hashes) {
        const found = writes.known.get(hash, id());
        if (found) known.set(hash, { ...(found as unknown as KnownSegment), isHead: found['isHead'] === 1 });
      }
      return known;
    },
    hasLog: async (device) => writes.hasLog.get(id(), device) !== undefined,
    add: async (segment, key) => {
      const { device, hash, prev, firstSeq, lastSeq, firstDepth, lastDepth, isVerified, bytes } = segment;
      const place = [firstSeq, lastSeq, firstDepth, lastDepth];
      writes.addSegment.run(id(), device, hash, prev, ...place, isVerified ? 1 : 0, bytes);
      if (segment.isControl) writes.addControl.run(id(), firstDepth, device, hash);
      if (key) writes.addLog.run(id(), device, key);
      if (prev !== '') writes.dropHead.run(id(), prev);
      writes.addHead.run(id(), hash, device, lastSeq, lastDepth);
    },
    useInvitation: async (invitation, device) => {
      const first = writes.useOf.get(id(), invitation) as { device: DeviceId } | undefined;
      if (!first) writes.addUse.run(id(), invitation, device);
      return first?.device ?? device;
    },
  };
};

const bookToId = (writes: Writes, book: BookId): number =>
  ((writes.bookId.get(book) ?? writes.addBook.get(book)) as { id: number }).id;
