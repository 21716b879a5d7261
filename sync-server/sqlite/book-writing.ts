import type { BookId, DeviceId } from '../../src/kernel/ids.ts';
import type { StatementSync } from 'node:sqlite';
import type { DeepHead, Head } from '../../src/clock/head.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import { refuseStanding, type Ruling } from '../rulings/ruling.ts';
import type { BookWriting, StoredSegment, StoreFailure } from '../store.ts';
import type { Writes } from './statements.ts';

interface BookRow {
  readonly id: number;
  readonly standing: Ruling['standing'];
}

/** Runs it in the transaction that is open on the writing connection, unless the book is not to be written to. */
export const writeToBook = async <T>(
  writes: Writes,
  book: BookId,
  body: (tx: BookWriting) => Promise<T>,
): Promise<Result<T, StoreFailure>> => {
  const row = writes.book.get(book) as BookRow | undefined;
  return refuseStanding(row?.standing ?? 'open') ?? ok(await body(bookWriting(writes, book, row?.id)));
};

const bookWriting = (writes: Writes, book: BookId, known: number | undefined): BookWriting => {
  let row = known;
  const id = (): number => (row ??= (writes.addBook.get(book) as { id: number }).id);
  return {
    heads: async (devices) =>
      devices
        ? devices.flatMap((device) => writes.heads.all(id(), device) as unknown as readonly DeepHead[])
        : (writes.allHeads.all(id()) as unknown as readonly DeepHead[]),
    known: async (names) => findKnown(writes.known, id(), names),
    add: async (segments) => {
      for (const segment of segments) addSegment(writes, id(), segment);
      moveHeads(writes, id(), segments);
      writes.addBytes.run(
        segments.reduce((sum, { bytes }) => sum + bytes.length, 0),
        id(),
      );
    },
    bytes: async () => (writes.bytes.get(id()) as { bytes: number }).bytes,
    countControls: async () => (writes.countControls.get(id()) as { controls: number }).controls,
    useInvitation: async (invitation, device) => {
      const first = writes.useOf.get(id(), invitation) as { device: DeviceId } | undefined;
      if (!first) writes.addUse.run(id(), invitation, device);
      return first?.device ?? device;
    },
  };
};

/** Those of the names that are in the book; the statement is that of a connection. */
export const findKnown = (known: StatementSync, book: number, names: readonly Head[]): readonly DeepHead[] =>
  names.flatMap(
    ({ device, seq, hash }) => (known.get(book, device, seq, hash) as DeepHead | undefined) ?? [],
  );

const addSegment = (writes: Writes, book: number, segment: StoredSegment): void => {
  const { device, hash, prev, firstSeq, lastSeq, firstDepth, lastDepth, isVerified, bytes, key } = segment;
  const place = [firstSeq, lastSeq, firstDepth, lastDepth];
  const { lastInsertRowid: id } = writes.addSegment.run(
    book,
    device,
    hash,
    prev,
    ...place,
    isVerified ? 1 : 0,
    bytes,
  );
  if (segment.isControl) writes.addControl.run(book, firstDepth, device, hash, id);
  if (key) writes.addLog.run(book, device, key);
};

/** Only the ends of a run: what lies within it is no head before or after. */
const moveHeads = (writes: Writes, book: number, segments: readonly StoredSegment[]): void => {
  const added = new Set(segments.map(({ hash }) => hash));
  const continued = new Set(segments.map(({ prev }) => prev));
  for (const { device, prev } of segments)
    if (prev !== '' && !added.has(prev)) writes.dropHead.run(book, device, prev);
  for (const { hash, device, lastSeq, lastDepth } of segments)
    if (!continued.has(hash)) writes.addHead.run(book, device, hash, lastSeq, lastDepth);
};
