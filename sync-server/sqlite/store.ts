import type { DeepHead } from '../../src/clock/head.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, SegmentHash } from '../../src/kernel/ids.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import { rowsToRulings, type RulingRow } from '../rulings/ruling.ts';
import type { Store } from '../store.ts';
import { findKnown, writeToBook } from './book-writing.ts';
import { groupCommits } from './group-commit.ts';
import { hasRoom } from './has-room.ts';
import { openDatabases, type OpenFailure } from './open.ts';
import { readPage } from './page.ts';
import { prepareReads, prepareWrites } from './statements.ts';

export interface StoreEvents {
  /** The database failed in a way that leaves unknown what is on disk: nothing may go on. */
  readonly broken: (error: unknown) => void;
  /** A transaction was committed after so long. */
  readonly committed: (milliseconds: number) => void;
}

/** The store in one SQLite file: WAL, `synchronous=FULL`, group commit. */
export const openSqliteStore = (folder: string, events: StoreEvents): Result<Store, OpenFailure> => {
  const opened = openDatabases(folder);
  if (!opened.ok) return opened;
  const { writer, reader, close } = opened.value;
  const [reads, writes] = [prepareReads(reader), prepareWrites(writer)];
  const commits = groupCommits(
    {
      begin: () => writes.begin.run(),
      commit: () => writes.commit.run(),
      rollback: () => writer.isTransaction && writes.rollback.run(),
    },
    events.broken,
    events.committed,
  );
  // -1 is no book's: of a book that is not here there is nothing to read.
  const idOf = (book: BookId): number => (reads.bookId.get(book) as { id: number } | undefined)?.id ?? -1;
  return ok({
    heads: async (book) => reads.heads.all(idOf(book)) as unknown as DeepHead[],
    key: async (book, device) => (reads.key.get(idOf(book), device) as { key: Bytes } | undefined)?.key,
    known: async (book, names) => findKnown(reads.known, idOf(book), names),
    controls: async (book) => reads.controls.all(idOf(book)).map((row) => row['bytes'] as Bytes),
    links: async (book, device) =>
      new Map(
        reads.links
          .all(idOf(book), device)
          .map((row) => [row['hash'] as SegmentHash, row['prev'] as SegmentHash]),
      ),
    page: async (book, parts, budget) => readPage(reads, idOf(book), parts, budget),
    write: async (book, body) => {
      const written = await commits.run(() => writeToBook(writes, book, body));
      return written.ok ? written.value : written;
    },
    queued: () => commits.queued(),
    rulings: async () => rowsToRulings(reads.rulings.all() as unknown as readonly RulingRow[]),
    hasRoom: async () => hasRoom(folder),
    check: async () => void reads.check.get(),
    close: async () => {
      await commits.idle();
      writer.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      close();
    },
  });
};
