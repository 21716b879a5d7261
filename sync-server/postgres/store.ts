import type { DeepHead } from '../../src/clock/head.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Timers } from '../../src/kernel/ports.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import type { Store } from '../store.ts';
import { createBatches, type BatchEvents } from './batches.ts';
import { findKnown } from './book-writing.ts';
import { openDatabase, type PostgresFailure, type Purpose } from './open.ts';
import { readPage } from './page.ts';
import { hasRoom } from './room.ts';
import { readRulings } from './rulings.ts';
import { shareByHints } from './sharing.ts';

/** The store in a PostgreSQL database, which several nodes may share. */
export const openPostgresStore = async (
  url: string,
  timers: Timers,
  events: Omit<BatchEvents, 'changed'>,
  purpose: Purpose = 'serve',
): Promise<Result<Store, PostgresFailure>> => {
  const opened = await openDatabase(url, purpose);
  if (!opened.ok) return opened;
  const { writer, reader } = opened.value;
  const { query } = reader;
  const sharing = shareByHints(url, query, timers);
  const batches = createBatches(writer, timers, { ...events, changed: (books) => sharing.hint(books) });
  // -1 is no book's: of a book that is not here there is nothing to read.
  const idOf = async (book: BookId): Promise<number> =>
    (await query<{ id: number }>('SELECT id FROM books WHERE hash = $1', [book]))[0]?.id ?? -1;
  return ok({
    heads: (book) =>
      query<DeepHead>(
        `SELECT h.device, h.seq, h.hash, h.depth FROM heads h JOIN books b ON b.id = h.book
         WHERE b.hash = $1 ORDER BY h.device, h.seq, h.hash`,
        [book],
      ),
    key: async (book, device) => {
      const [row] = await query<{ key: Bytes }>(
        'SELECT l.key FROM logs l JOIN books b ON b.id = l.book WHERE b.hash = $1 AND l.device = $2',
        [book, device],
      );
      return row && new Uint8Array(row.key);
    },
    known: async (book, names) => findKnown(query, await idOf(book), names),
    controls: async (book) => {
      const rows = await query<{ bytes: Bytes }>(
        `SELECT s.bytes FROM segments s JOIN books b ON b.id = s.book WHERE b.hash = $1 AND s.control
         ORDER BY s.first_depth, s.device, s.hash`,
        [book],
      );
      return rows.map(({ bytes }) => new Uint8Array(bytes));
    },
    links: async (book, device) => {
      const rows = await query<{ hash: SegmentHash; prev: SegmentHash | '' }>(
        `SELECT s.hash, s.prev FROM segments s JOIN books b ON b.id = s.book WHERE b.hash = $1 AND s.device = $2`,
        [book, device],
      );
      return new Map(rows.map(({ hash, prev }) => [hash, prev]));
    },
    page: async (book, parts, budget) => readPage(query, await idOf(book), parts, budget),
    write: (book, body) => batches.write(book, body),
    queued: () => batches.queued(),
    rulings: () => readRulings(query),
    sharing,
    hasRoom: () => hasRoom(writer),
    check: async () => void (await query('SELECT 1')),
    close: async () => {
      await batches.idle();
      sharing.stop();
      await opened.value.close();
    },
  });
};
