import type { DeepHead } from '../../src/clock/head.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import type { BookSize, Holdings, Use } from '../holdings/holdings.ts';
import { maskSecrets } from '../mask.ts';
import type { StoredSegment } from '../store.ts';
import { findKnown } from './book-writing.ts';
import { readRulings } from './rulings.ts';
import { openSnapshot, type Snapshot } from './connections.ts';
import { unusable, type PostgresFailure } from './open.ts';
import { describeDatabase, refuseVersion } from './versions.ts';

const PAGE_SEGMENTS = 500;
const PAGE_BYTES = 4 * 1024 * 1024;

/** A segment of the table `s`. */
export const SEGMENT = `s.device, s.hash, s.prev, s.first_seq AS "firstSeq", s.last_seq AS "lastSeq",
  s.first_depth AS "firstDepth", s.last_depth AS "lastDepth", s.verified AS "isVerified", s.control AS "isControl",
  s.bytes`;

/** Bytes come in a Buffer, which has other habits. */
export const plainBytes = <Row extends { readonly bytes: Bytes }>(row: Row): Row => ({
  ...row,
  bytes: new Uint8Array(row.bytes),
});

/** What a database holds, in one transaction that only reads. */
export const openDatabaseHoldings = async (url: string): Promise<Result<Holdings, PostgresFailure>> => {
  try {
    const snapshot = await openSnapshot(url);
    const described = await describeDatabase(snapshot.query);
    const refused = described
      ? refuseVersion(described)
      : fail('data-unusable', `There are no tables of a sync server in ${maskSecrets(url)}.`, 'data');
    if (!refused) return ok(holdingsOf(snapshot));
    await snapshot.close();
    return refused;
  } catch (error) {
    return unusable(url, error);
  }
};

const holdingsOf = ({ query, ...snapshot }: Snapshot): Holdings => {
  const ids = new Map<BookId, number>();
  const idOf = async (book: BookId): Promise<number> => {
    const id =
      ids.get(book) ?? (await query<{ id: number }>('SELECT id FROM books WHERE hash = $1', [book]))[0]?.id;
    if (id !== undefined) ids.set(book, id);
    return id ?? -1;
  };
  return {
    books: async () => {
      const rows = await query<{ hash: BookId }>(
        "SELECT hash FROM books WHERE standing <> 'deleted' ORDER BY hash",
      );
      return rows.map(({ hash }) => hash);
    },
    rulings: () => readRulings(query),
    sizes: () =>
      query<BookSize>(
        `SELECT b.hash AS book, coalesce(h.devices, 0) AS devices, coalesce(s.segments, 0) AS segments,
           coalesce(s.bytes, 0)::bigint AS bytes, coalesce(h.branches, 0) AS branches
         FROM books b
         LEFT JOIN (SELECT book, count(*) AS segments, sum(length(bytes)) AS bytes FROM segments GROUP BY book) s
           ON s.book = b.id
         LEFT JOIN (
           SELECT book, count(DISTINCT device) AS devices, count(*) - count(DISTINCT device) AS branches
           FROM heads GROUP BY book
         ) h ON h.book = b.id
         ORDER BY 4 DESC, b.hash`,
      ),
    devices: async (book) => {
      const rows = await query<{ device: DeviceId }>(
        'SELECT DISTINCT device FROM segments WHERE book = $1 ORDER BY device',
        [await idOf(book)],
      );
      return rows.map(({ device }) => device);
    },
    log: async (book, device, { seq, hash }) => {
      const rows = await query<StoredSegment>(
        `SELECT ${SEGMENT} FROM segments s JOIN (
           SELECT id, sum(length(bytes)) OVER (ORDER BY last_seq, hash) - length(bytes) AS before FROM (
             SELECT id, last_seq, hash, bytes FROM segments
             WHERE book = $1 AND device = $2 AND (last_seq, hash) > ($3, $4)
             ORDER BY last_seq, hash LIMIT ${PAGE_SEGMENTS}
           ) AS ahead
         ) AS page USING (id) WHERE before < ${PAGE_BYTES} ORDER BY last_seq, hash`,
        [await idOf(book), device, seq, hash],
      );
      return rows.map(plainBytes);
    },
    keys: async (book) => {
      const rows = await query<{ device: DeviceId; key: Bytes }>(
        'SELECT device, key FROM logs WHERE book = $1',
        [await idOf(book)],
      );
      return new Map(rows.map(({ device, key }) => [device, new Uint8Array(key)]));
    },
    heads: async (book) =>
      query<DeepHead>('SELECT device, seq, hash, depth FROM heads WHERE book = $1', [await idOf(book)]),
    controls: async (book) => {
      const rows = await query<{ hash: SegmentHash }>(
        'SELECT hash FROM segments WHERE book = $1 AND control',
        [await idOf(book)],
      );
      return rows.map(({ hash }) => hash);
    },
    uses: async (book) =>
      query<Use>('SELECT invitation, device FROM uses WHERE book = $1 ORDER BY invitation', [
        await idOf(book),
      ]),
    known: async (book, names) => findKnown(query, await idOf(book), names),
    count: async () =>
      (
        await query<{ segments: number }>(
          "SELECT count(*) AS segments FROM segments s JOIN books b ON b.id = s.book WHERE standing <> 'deleted'",
        )
      )[0]!.segments,
    // Of its files PostgreSQL knows more than it tells in SQL: amcheck and checksums are for whoever runs it.
    damage: async () => [],
    close: () => snapshot.close(),
  };
};
