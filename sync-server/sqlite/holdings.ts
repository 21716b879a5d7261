import type { DatabaseSync } from 'node:sqlite';
import type { DeepHead } from '../../src/clock/head.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import type { BookSize, Holdings, Use } from '../holdings/holdings.ts';
import { rowsToRulings, type RulingRow } from '../rulings/ruling.ts';
import type { StoredSegment } from '../store.ts';
import { findKnown } from './book-writing.ts';
import { openForReading, type OpenFailure } from './open.ts';
import { prepareReads } from './statements.ts';

const PAGE_SEGMENTS = 500;
const PAGE_BYTES = 4 * 1024 * 1024;

/** What SQLite gives for a segment: its truths are numbers. */
export type Row = Omit<StoredSegment, 'isVerified' | 'isControl'> & {
  readonly isVerified: number;
  readonly isControl: number;
};

export const rowToSegment = (row: Row): StoredSegment => ({
  ...row,
  isVerified: row.isVerified === 1,
  isControl: row.isControl === 1,
});

/** What a database file holds. It keeps what the server commits meanwhile in the WAL, until it is closed. */
export const openFileHoldings = (file: string): Result<Holdings, OpenFailure> => {
  const opened = openForReading(file);
  if (!opened.ok) return opened;
  try {
    return ok(holdingsOf(opened.value));
  } catch (error) {
    opened.value.close();
    return fail('data-unusable', `The database ${file} cannot be read: ${(error as Error).message}.`);
  }
};

const holdingsOf = (database: DatabaseSync): Holdings => {
  const reads = prepareReads(database);
  database.exec('BEGIN');
  const idOf = (book: BookId): number => (reads.bookId.get(book) as { id: number } | undefined)?.id ?? -1;
  return {
    books: async () => reads.books.all().map((row) => row['hash'] as BookId),
    rulings: async () => rowsToRulings(reads.rulings.all() as unknown as readonly RulingRow[]),
    sizes: async () => reads.sizes.all() as unknown as readonly BookSize[],
    devices: async (book) => reads.devices.all(idOf(book)).map((row) => row['device'] as DeviceId),
    log: async (book, device, { seq, hash }) => {
      const page: StoredSegment[] = [];
      let bytes = 0;
      const rows = reads.rows.iterate(idOf(book), device, seq, hash) as Iterable<unknown> as Iterable<Row>;
      for (const row of rows) {
        page.push(rowToSegment(row));
        bytes += row.bytes.length;
        if (page.length >= PAGE_SEGMENTS || bytes >= PAGE_BYTES) break;
      }
      return page;
    },
    keys: async (book) =>
      new Map(reads.logs.all(idOf(book)).map((row) => [row['device'] as DeviceId, row['key'] as Bytes])),
    heads: async (book) => reads.heads.all(idOf(book)) as unknown as readonly DeepHead[],
    controls: async (book) => reads.controlHashes.all(idOf(book)).map((row) => row['hash'] as SegmentHash),
    uses: async (book) => reads.uses.all(idOf(book)) as unknown as readonly Use[],
    known: async (book, names) => findKnown(reads.known, idOf(book), names),
    count: async () => (reads.count.get() as { segments: number }).segments,
    damage: async () =>
      database
        .prepare('PRAGMA quick_check(5)')
        .all()
        .map((row) => String(row['quick_check']))
        .filter((what) => what !== 'ok'),
    close: async () => database.close(),
  };
};
