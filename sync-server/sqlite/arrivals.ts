import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId } from '../../src/kernel/ids.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import type { Arrival, Arrivals } from '../holdings/arrivals.ts';
import { findKnown } from './book-writing.ts';
import { rowToSegment, type Row } from './holdings.ts';
import { DATABASE, openForReading, type OpenFailure } from './open.ts';
import { prepareReads } from './statements.ts';

/** Rows are only ever added, one after another: what is new has a greater id. */
interface Place {
  readonly id: number;
  /** Another one at this id: the database is another than was checked, a restored backup it may be. */
  readonly hash: string;
}

const START: Place = { id: 0, hash: '' };
const PLACE_FILE = 'daybook.checked';
const PAGE_SEGMENTS = 200;
const PAGE_BYTES = 4 * 1024 * 1024;

type NewRow = Row & Pick<Arrival, 'id' | 'book'>;

export const openFileArrivals = (folder: string): Result<Arrivals, OpenFailure> => {
  const opened = openForReading(join(folder, DATABASE));
  if (!opened.ok) return opened;
  const database = opened.value;
  const reads = prepareReads(database);
  const file = join(folder, PLACE_FILE);
  const idOf = (book: BookId): number => (reads.bookId.get(book) as { id: number } | undefined)?.id ?? -1;
  const hashAt = (id: number): string | undefined =>
    (reads.hashAt.get(id) as { hash: string } | undefined)?.hash;
  return ok({
    place: async () => {
      const { id, hash } = readPlace(file);
      return hashAt(id) === hash ? id : 0;
    },
    next: async (after) => {
      const page: Arrival[] = [];
      let bytes = 0;
      const rows = reads.newRows.iterate(after, PAGE_SEGMENTS) as Iterable<unknown> as Iterable<NewRow>;
      for (const row of rows) {
        page.push({ ...rowToSegment(row), id: row.id, book: row.book });
        bytes += row.bytes.length;
        if (bytes >= PAGE_BYTES) break;
      }
      return page;
    },
    remember: async (id) => writePlace(file, { id, hash: hashAt(id) ?? '' }),
    key: async (book, device) => (reads.key.get(idOf(book), device) as { key: Bytes } | undefined)?.key,
    known: async (book, names) => findKnown(reads.known, idOf(book), names),
    close: async () => database.close(),
  });
};

const readPlace = (file: string): Place => {
  try {
    const { id, hash } = JSON.parse(readFileSync(file, 'utf8')) as Place;
    return Number.isSafeInteger(id) && typeof hash === 'string' ? { id, hash } : START;
  } catch {
    return START;
  }
};

const writePlace = (file: string, place: Place): void => {
  try {
    writeFileSync(`${file}.partial`, JSON.stringify(place));
    renameSync(`${file}.partial`, file);
  } catch {
    // On a full disk more is checked at the next start than has to be.
  }
};
