/** Of which books anything is ruled. */
export const RULED = `standing <> 'open' OR deletions > 0 OR max_bytes IS NOT NULL OR max_devices IS NOT NULL`;

/**
 * Hashes and ids are text, as everywhere else, so that the sqlite3 shell can be used on them.
 *
 * `by_log` gives a log in order, and finds a segment by what names it: book, device, seq and hash. There is no index by
 * hash alone: hashes fall anywhere, so each row would touch a page of its own, and a commit takes as long as it has
 * pages (see docs/decisions/0006-segments-found-by-their-place.md).
 */
export const SCHEMA = `
  CREATE TABLE books (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL DEFAULT 0,
    standing TEXT NOT NULL DEFAULT 'open', deletions INTEGER NOT NULL DEFAULT 0, max_bytes INTEGER, max_devices INTEGER) STRICT;
  CREATE INDEX ruled ON books (id) WHERE ${RULED};
  CREATE TABLE segments (
    id INTEGER PRIMARY KEY, book INTEGER NOT NULL, device TEXT NOT NULL, hash TEXT NOT NULL, prev TEXT NOT NULL,
    first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, first_depth INTEGER NOT NULL, last_depth INTEGER NOT NULL,
    verified INTEGER NOT NULL, bytes BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX by_log ON segments (book, device, last_seq, hash);
  CREATE TABLE controls (
    book INTEGER NOT NULL, first_depth INTEGER NOT NULL, device TEXT NOT NULL, hash TEXT NOT NULL,
    segment INTEGER NOT NULL, PRIMARY KEY (book, first_depth, device, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE heads (
    book INTEGER NOT NULL, device TEXT NOT NULL, hash TEXT NOT NULL, seq INTEGER NOT NULL, depth INTEGER NOT NULL,
    PRIMARY KEY (book, device, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE logs (
    book INTEGER NOT NULL, device TEXT NOT NULL, key BLOB NOT NULL, PRIMARY KEY (book, device)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE uses (
    book INTEGER NOT NULL, invitation TEXT NOT NULL, device TEXT NOT NULL, PRIMARY KEY (book, invitation)
  ) STRICT, WITHOUT ROWID;
`;

/**
 * What turns a database of each version into one of the next, the first of version 1. A test holds what comes out of
 * them against SCHEMA. Never change one that has been released; add to them.
 */
export const MIGRATIONS: readonly string[] = [
  `
  DROP INDEX by_hash;
  DROP INDEX by_log;
  CREATE UNIQUE INDEX by_log ON segments (book, device, last_seq, hash);
  ALTER TABLE controls RENAME TO old_controls;
  CREATE TABLE controls (
    book INTEGER NOT NULL, first_depth INTEGER NOT NULL, device TEXT NOT NULL, hash TEXT NOT NULL,
    segment INTEGER NOT NULL, PRIMARY KEY (book, first_depth, device, hash)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO controls SELECT c.book, c.first_depth, c.device, c.hash, s.id FROM old_controls c CROSS JOIN segments s
    ON s.book = c.book AND s.device = c.device AND s.hash = c.hash;
  DROP TABLE old_controls;
  ALTER TABLE heads RENAME TO old_heads;
  CREATE TABLE heads (
    book INTEGER NOT NULL, device TEXT NOT NULL, hash TEXT NOT NULL, seq INTEGER NOT NULL, depth INTEGER NOT NULL,
    PRIMARY KEY (book, device, hash)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO heads SELECT book, device, hash, seq, depth FROM old_heads;
  DROP TABLE old_heads;
  `,
  `
  ALTER TABLE books ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE books ADD COLUMN standing TEXT NOT NULL DEFAULT 'open';
  ALTER TABLE books ADD COLUMN deletions INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE books ADD COLUMN max_bytes INTEGER;
  ALTER TABLE books ADD COLUMN max_devices INTEGER;
  UPDATE books SET bytes = (SELECT coalesce(sum(length(bytes)), 0) FROM segments WHERE book = books.id);
  CREATE INDEX ruled ON books (id)
    WHERE standing <> 'open' OR deletions > 0 OR max_bytes IS NOT NULL OR max_devices IS NOT NULL;
  `,
];

/** What `PRAGMA user_version` says of a database with this schema. */
export const SCHEMA_VERSION = 1 + MIGRATIONS.length;
