import type { Bytes } from '../../src/kernel/bytes.ts';
import type { Timers } from '../../src/kernel/ports.ts';
import type { Arrival, Arrivals } from '../holdings/arrivals.ts';
import { findKnown } from './book-writing.ts';
import { createReader } from './connections.ts';
import { plainBytes, SEGMENT } from './holdings.ts';

const PAGE_SEGMENTS = 200;
const PAGE_BYTES = 4 * 1024 * 1024;
const LOOK_EVERY = 50;
const LOOKS = 40;

/**
 * Ids are drawn by transactions that commit in another order. So a check goes to the greatest id that there is when it
 * begins, and begins once every transaction has ended that may have drawn a smaller one. Where one does not end, all is
 * checked that can be seen, and the next check begins where this one did.
 */
export const openDatabaseArrivals = (url: string, timers: Timers): Arrivals => {
  const reader = createReader(url);
  const { query } = reader;
  let last = 0;
  let isSettled = false;

  /** All that were given their number before this one was. */
  const haveEnded = async (own: string): Promise<boolean> => {
    const [row] = await query<{ ended: boolean }>(
      'SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AS ended',
      [own],
    );
    return row!.ended;
  };

  const settle = async (): Promise<void> => {
    const [at] = await query<{ last: number; own: string }>(
      `SELECT (SELECT coalesce(max(id), 0) FROM segments) AS last,
         pg_current_xact_id()::text AS own`,
    );
    last = at!.last;
    for (let look = 0; look < LOOKS && !isSettled; look++) {
      isSettled = await haveEnded(at!.own);
      if (!isSettled) await new Promise<void>((resolve) => timers.after(LOOK_EVERY, resolve));
    }
  };

  return {
    place: async () => {
      await settle();
      const [row] = await query<{ checked: number }>('SELECT checked FROM daybook');
      // Greater where the database is another than was checked, a restored backup it may be.
      return row!.checked > last ? 0 : row!.checked;
    },
    next: async (after) => {
      const rows = await query<Arrival>(
        `SELECT s.id, b.hash AS book, ${SEGMENT}
         FROM segments s JOIN books b ON b.id = s.book JOIN (
           SELECT id, sum(length(bytes)) OVER (ORDER BY id) - length(bytes) AS before FROM (
             SELECT id, bytes FROM segments WHERE id > $1 AND id <= $2 ORDER BY id LIMIT ${PAGE_SEGMENTS}
           ) AS ahead
         ) AS page ON page.id = s.id WHERE before < ${PAGE_BYTES} AND standing <> 'deleted' ORDER BY s.id`,
        [after, last],
      );
      return rows.map(plainBytes);
    },
    remember: async (place) => {
      if (isSettled) await query('UPDATE daybook SET checked = $1', [place]);
    },
    key: async (book, device) => {
      const [row] = await query<{ key: Bytes }>(
        'SELECT l.key FROM logs l JOIN books b ON b.id = l.book WHERE b.hash = $1 AND l.device = $2',
        [book, device],
      );
      return row && new Uint8Array(row.key);
    },
    known: async (book, names) => {
      const [row] = await query<{ id: number }>('SELECT id FROM books WHERE hash = $1', [book]);
      return findKnown(query, row?.id ?? -1, names);
    },
    close: () => reader.close(),
  };
};
