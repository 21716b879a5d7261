import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { findKnown } from './book-writing.ts';
import type { Fault } from './check.ts';
import { createLogCheck, type StoredRow } from './check-log.ts';
import { prepareReads } from './statements.ts';

/** The last segment that a check has got to: rows are only ever added, so what is new has a greater id. */
interface Place {
  readonly id: number;
  /** Another one at this id: the database is another than was checked, a restored backup it may be. */
  readonly hash: SegmentHash | '';
}

const START: Place = { id: 0, hash: '' };
const PLACE_FILE = 'daybook.checked';
/** Segments between two looks at what else there is to do. */
const AT_A_TIME = 200;

type Row = StoredRow & {
  readonly id: number;
  readonly book: number;
  readonly bookId: BookId;
  readonly device: DeviceId;
};

export interface NewCheck {
  /** Checks some more; how many, or 0 when there is nothing new. */
  next(): Promise<number>;
  readonly faults: readonly Fault[];
}

/**
 * Checks the segments that came since it last did, each as if it came in just now, and remembers how far it got as long
 * as it found nothing: a fault is named again at each start until it is mended.
 */
export const checkNew = (folder: string, database: DatabaseSync, crypto: Crypto): NewCheck => {
  const reads = prepareReads(database);
  const file = join(folder, PLACE_FILE);
  const rows = database.prepare(
    `SELECT s.id, s.book, b.hash AS bookId, s.device, s.hash, s.prev, s.first_seq AS firstSeq, s.last_seq AS lastSeq,
       s.first_depth AS firstDepth, s.last_depth AS lastDepth, s.verified, s.bytes,
       EXISTS (SELECT 1 FROM controls c WHERE c.book = s.book AND c.first_depth = s.first_depth
         AND c.device = s.device AND c.hash = s.hash AND c.segment = s.id) AS isControl
     FROM segments s JOIN books b ON b.id = s.book WHERE s.id > ? ORDER BY s.id LIMIT ?`,
  );
  const atId = database.prepare('SELECT hash FROM segments WHERE id = ?');
  const remembered = readPlace(file);
  let place =
    (atId.get(remembered.id) as { hash: string } | undefined)?.hash === remembered.hash ? remembered : START;
  const faults: Fault[] = [];

  const checkRow = async (row: Row): Promise<void> => {
    const { book, bookId, device } = row;
    const key = (reads.key.get(book, device) as { key: Bytes } | undefined)?.key;
    const known = (name: Parameters<typeof findKnown>[2][number]) => findKnown(reads.known, book, [name])[0];
    const log = createLogCheck({ book: bookId, device, key, known, crypto });
    for (const what of await log.add(row)) faults.push({ book: bookId, device, seq: row.firstSeq, what });
  };

  return {
    faults,
    next: async () => {
      const page = rows.all(place.id, AT_A_TIME) as unknown as readonly Row[];
      for (const row of page) await checkRow(row);
      const last = page.at(-1);
      if (!last) return 0;
      place = { id: last.id, hash: last.hash };
      if (faults.length === 0) writePlace(file, place);
      return page.length;
    },
  };
};

/** A hint: without it, all is checked. */
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
