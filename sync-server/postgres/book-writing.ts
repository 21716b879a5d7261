import type { DeepHead, Head } from '../../src/clock/head.ts';
import type { DeviceId } from '../../src/kernel/ids.ts';
import type { BookWriting, StoredSegment } from '../store.ts';
import type { Query } from './connections.ts';

/** One book's part of an open transaction, which holds the lock of its row. */
export const bookWriting = (query: Query, book: number): BookWriting => ({
  heads: (devices) =>
    query<DeepHead>(
      `SELECT device, seq, hash, depth FROM heads WHERE book = $1 AND ($2::text[] IS NULL OR device = ANY($2))
       ORDER BY device, seq, hash`,
      [book, devices ?? null],
    ),
  known: (names) => findKnown(query, book, names),
  add: async (segments) => {
    await addSegments(query, book, segments);
    await moveHeads(query, book, segments);
  },
  bytes: async () =>
    (await query<{ bytes: number }>('SELECT bytes FROM books WHERE id = $1', [book]))[0]!.bytes,
  countControls: async () => {
    const [row] = await query<{ controls: number }>(
      'SELECT count(*)::int AS controls FROM segments WHERE book = $1 AND control',
      [book],
    );
    return row!.controls;
  },
  useInvitation: async (invitation, device) => {
    const [first] = await query<{ device: DeviceId }>(
      `INSERT INTO uses VALUES ($1, $2, $3)
       ON CONFLICT (book, invitation) DO UPDATE SET device = uses.device RETURNING device`,
      [book, invitation, device],
    );
    return first!.device;
  },
});

/** Those of the names that are in the book. */
export const findKnown = async (
  query: Query,
  book: number,
  names: readonly Head[],
): Promise<readonly DeepHead[]> =>
  names.length === 0
    ? []
    : query<DeepHead>(
        `SELECT s.device, s.last_seq AS seq, s.hash, s.last_depth AS depth
         FROM unnest($2::text[], $3::bigint[], $4::text[]) AS n (device, seq, hash)
         JOIN segments s ON s.book = $1 AND s.device = n.device AND s.last_seq = n.seq AND s.hash = n.hash`,
        [book, names.map(({ device }) => device), names.map(({ seq }) => seq), names.map(({ hash }) => hash)],
      );

/** In one go, keys of new logs too. */
const addSegments = async (query: Query, book: number, segments: readonly StoredSegment[]): Promise<void> => {
  const column = <T>(of: (segment: StoredSegment) => T): readonly T[] => segments.map(of);
  await query(
    `INSERT INTO segments (book, device, hash, prev, first_seq, last_seq, first_depth, last_depth, verified, control, bytes)
     SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
       $9::boolean[], $10::boolean[], $11::bytea[])`,
    [
      book,
      column(({ device }) => device),
      column(({ hash }) => hash),
      column(({ prev }) => prev),
      column(({ firstSeq }) => firstSeq),
      column(({ lastSeq }) => lastSeq),
      column(({ firstDepth }) => firstDepth),
      column(({ lastDepth }) => lastDepth),
      column(({ isVerified }) => isVerified),
      column(({ isControl }) => isControl),
      column(({ bytes }) => Buffer.from(bytes)),
    ],
  );
  const first = segments.filter(({ key }) => key);
  if (first.length > 0)
    await query('INSERT INTO logs SELECT $1, * FROM unnest($2::text[], $3::bytea[]) ON CONFLICT DO NOTHING', [
      book,
      first.map(({ device }) => device),
      first.map(({ key }) => Buffer.from(key!)),
    ]);
};

/** Only the ends of a run: what lies within it is no head before or after. The book's number tells others of it; its bytes are counted with it. */
const moveHeads = async (query: Query, book: number, segments: readonly StoredSegment[]): Promise<void> => {
  const added = new Set(segments.map(({ hash }) => hash));
  const continued = new Set(segments.map(({ prev }) => prev));
  const gone = segments.filter(({ prev }) => prev !== '' && !added.has(prev));
  const ends = segments.filter(({ hash }) => !continued.has(hash));
  await query(
    `WITH gone AS (
       DELETE FROM heads USING unnest($2::text[], $3::text[]) AS g (device, hash)
       WHERE heads.book = $1 AND heads.device = g.device AND heads.hash = g.hash
     ), told AS (UPDATE books SET revision = revision + 1, bytes = bytes + $8 WHERE id = $1)
     INSERT INTO heads SELECT $1, * FROM unnest($4::text[], $5::text[], $6::bigint[], $7::bigint[])`,
    [
      book,
      gone.map(({ device }) => device),
      gone.map(({ prev }) => prev),
      ends.map(({ device }) => device),
      ends.map(({ hash }) => hash),
      ends.map(({ lastSeq }) => lastSeq),
      ends.map(({ lastDepth }) => lastDepth),
      segments.reduce((sum, { bytes }) => sum + bytes.length, 0),
    ],
  );
};
