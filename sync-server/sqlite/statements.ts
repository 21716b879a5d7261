import type { DatabaseSync } from 'node:sqlite';
import { RULED } from './schema.ts';

const KNOWN = `SELECT device, last_seq AS seq, hash, last_depth AS depth FROM segments
  WHERE book = ? AND device = ? AND last_seq = ? AND hash = ?`;

const SEGMENT = `s.device, s.hash, s.prev, s.first_seq AS firstSeq, s.last_seq AS lastSeq,
  s.first_depth AS firstDepth, s.last_depth AS lastDepth, s.verified AS isVerified, s.bytes,
  EXISTS (SELECT 1 FROM controls c WHERE c.book = s.book AND c.first_depth = s.first_depth
    AND c.device = s.device AND c.hash = s.hash AND c.segment = s.id) AS isControl`;

/** All that is read. */
export const prepareReads = (database: DatabaseSync) => ({
  bookId: database.prepare('SELECT id FROM books WHERE hash = ?'),
  heads: database.prepare(
    'SELECT device, seq, hash, depth FROM heads WHERE book = ? ORDER BY device, seq, hash',
  ),
  key: database.prepare('SELECT key FROM logs WHERE book = ? AND device = ?'),
  known: database.prepare(KNOWN),
  controls: database.prepare(
    `SELECT s.bytes FROM controls c JOIN segments s ON s.id = c.segment
     WHERE c.book = ? ORDER BY c.first_depth, c.device, c.hash`,
  ),
  links: database.prepare('SELECT hash, prev FROM segments WHERE book = ? AND device = ?'),
  /** In order of seq, which is that of depth too, unless the log is forked. */
  places: database.prepare(
    `SELECT id, hash, last_seq AS seq, first_depth AS depth, length(bytes) AS size FROM segments
     WHERE book = ? AND device = ? AND (last_seq, hash) > (?, ?) ORDER BY last_seq, hash LIMIT ?`,
  ),
  outgoing: database.prepare(
    'SELECT device, last_seq AS seq, hash, prev, verified, bytes FROM segments WHERE id = ?',
  ),
  check: database.prepare('SELECT count(*) AS tables FROM sqlite_schema'),
  devices: database.prepare('SELECT DISTINCT device FROM segments WHERE book = ? ORDER BY device'),
  logs: database.prepare('SELECT device, key FROM logs WHERE book = ?'),
  controlHashes: database.prepare('SELECT hash FROM controls WHERE book = ?'),
  rulings: database.prepare(
    `SELECT hash, standing, deletions, max_bytes AS maxBytes, max_devices AS maxDevices FROM books WHERE ${RULED}`,
  ),
  sizes: database.prepare(
    `SELECT hash AS book,
       (SELECT count(DISTINCT device) FROM heads WHERE book = b.id) AS devices,
       (SELECT count(*) FROM segments WHERE book = b.id) AS segments,
       (SELECT coalesce(sum(length(bytes)), 0) FROM segments WHERE book = b.id) AS bytes,
       (SELECT count(*) - count(DISTINCT device) FROM heads WHERE book = b.id) AS branches
     FROM books b ORDER BY 4 DESC, hash`,
  ),
  books: database.prepare("SELECT hash FROM books WHERE standing <> 'deleted' ORDER BY hash"),
  count: database.prepare(
    "SELECT count(*) AS segments FROM segments s JOIN books b ON b.id = s.book WHERE standing <> 'deleted'",
  ),
  uses: database.prepare('SELECT invitation, device FROM uses WHERE book = ? ORDER BY invitation'),
  /** A log as it is checked and copied. */
  rows: database.prepare(
    `SELECT ${SEGMENT} FROM segments s
     WHERE book = ? AND device = ? AND (last_seq, hash) > (?, ?) ORDER BY last_seq, hash`,
  ),
  /** All logs, as they came. */
  newRows: database.prepare(
    `SELECT s.id, b.hash AS book, ${SEGMENT} FROM segments s JOIN books b ON b.id = s.book
     WHERE s.id > ? AND standing <> 'deleted' ORDER BY s.id LIMIT ?`,
  ),
  hashAt: database.prepare('SELECT hash FROM segments WHERE id = ?'),
});

/** All that is written, and what must be known while writing. */
export const prepareWrites = (database: DatabaseSync) => ({
  book: database.prepare('SELECT id, standing FROM books WHERE hash = ?'),
  bytes: database.prepare('SELECT bytes FROM books WHERE id = ?'),
  countControls: database.prepare('SELECT count(*) AS controls FROM controls WHERE book = ?'),
  addBytes: database.prepare('UPDATE books SET bytes = bytes + ? WHERE id = ?'),
  addBook: database.prepare('INSERT INTO books (hash) VALUES (?) RETURNING id'),
  heads: database.prepare('SELECT device, seq, hash, depth FROM heads WHERE book = ? AND device = ?'),
  allHeads: database.prepare(
    'SELECT device, seq, hash, depth FROM heads WHERE book = ? ORDER BY device, seq, hash',
  ),
  known: database.prepare(KNOWN),
  addSegment: database.prepare(
    `INSERT INTO segments (book, device, hash, prev, first_seq, last_seq, first_depth, last_depth, verified, bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  addControl: database.prepare(
    'INSERT INTO controls (book, first_depth, device, hash, segment) VALUES (?, ?, ?, ?, ?)',
  ),
  addLog: database.prepare('INSERT INTO logs (book, device, key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
  dropHead: database.prepare('DELETE FROM heads WHERE book = ? AND device = ? AND hash = ?'),
  addHead: database.prepare('INSERT INTO heads (book, device, hash, seq, depth) VALUES (?, ?, ?, ?, ?)'),
  useOf: database.prepare('SELECT device FROM uses WHERE book = ? AND invitation = ?'),
  addUse: database.prepare('INSERT INTO uses (book, invitation, device) VALUES (?, ?, ?)'),
  begin: database.prepare('BEGIN IMMEDIATE'),
  commit: database.prepare('COMMIT'),
  rollback: database.prepare('ROLLBACK'),
});

export type Reads = ReturnType<typeof prepareReads>;
export type Writes = ReturnType<typeof prepareWrites>;
