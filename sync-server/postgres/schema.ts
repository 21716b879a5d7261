/** Of which books anything is ruled. */
export const RULED = `standing <> 'open' OR deletions > 0 OR max_bytes IS NOT NULL OR max_devices IS NOT NULL`;

/** Makes a database as a new one is, and brings one of each earlier version to the next. */
interface Schema {
  readonly make: string;
  /** The first is of version 1. Only what the version before can go on beside. */
  readonly steps: readonly string[];
  /** The oldest version of the program that can go on beside what the last step has made. */
  readonly oldest: number;
}

/** What the one row of the table `daybook` says beside the version. */
const OF_DAYBOOK = `
  ALTER TABLE daybook
    ADD COLUMN oldest int NOT NULL DEFAULT 1,
    ADD COLUMN checked bigint NOT NULL DEFAULT 0,
    ADD COLUMN moving_from text;
`;

/** What tickets are made with: 32 bytes, of which 244 bits are drawn. Whoever sets it anew ends all tickets. */
const OF_NODES = `
  ALTER TABLE daybook ADD COLUMN secret bytea NOT NULL
    DEFAULT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
`;

/** How much a book holds, and what is ruled of it. Bytes that a node of version 1 adds are not counted. */
const OF_BOOKS = `
  ALTER TABLE books
    ADD COLUMN bytes bigint NOT NULL DEFAULT 0,
    ADD COLUMN standing text NOT NULL DEFAULT 'open',
    ADD COLUMN deletions int NOT NULL DEFAULT 0,
    ADD COLUMN max_bytes bigint,
    ADD COLUMN max_devices int;
  CREATE INDEX ruled ON books (id) WHERE ${RULED};
`;

/**
 * As in SQLite, hashes and ids are text, compared byte by byte. A book's row is what a writer locks: whatever it reads
 * of that book then stands until it commits, so that no reader is shown an event and never the one before it. There is
 * no sequence that anybody goes by.
 */
export const SCHEMA: Schema = {
  make: `
  ${OF_DAYBOOK}
  ${OF_NODES}
  CREATE TABLE books (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, hash text COLLATE "C" NOT NULL UNIQUE,
    revision bigint NOT NULL DEFAULT 0
  );
  ${OF_BOOKS}
  CREATE TABLE segments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, book bigint NOT NULL REFERENCES books,
    device text COLLATE "C" NOT NULL, hash text COLLATE "C" NOT NULL, prev text COLLATE "C" NOT NULL,
    first_seq bigint NOT NULL, last_seq bigint NOT NULL, first_depth bigint NOT NULL, last_depth bigint NOT NULL,
    verified boolean NOT NULL, control boolean NOT NULL, bytes bytea NOT NULL
  );
  ALTER TABLE segments ALTER COLUMN bytes SET STORAGE EXTERNAL;
  CREATE UNIQUE INDEX by_log ON segments (book, device, last_seq, hash);
  CREATE INDEX controls ON segments (book, first_depth, device, hash) WHERE control;
  CREATE TABLE heads (
    book bigint NOT NULL REFERENCES books, device text COLLATE "C" NOT NULL, hash text COLLATE "C" NOT NULL,
    seq bigint NOT NULL, depth bigint NOT NULL, PRIMARY KEY (book, device, hash)
  );
  CREATE TABLE logs (
    book bigint NOT NULL REFERENCES books, device text COLLATE "C" NOT NULL, key bytea NOT NULL,
    PRIMARY KEY (book, device)
  );
  CREATE TABLE uses (
    book bigint NOT NULL REFERENCES books, invitation text COLLATE "C" NOT NULL, device text COLLATE "C" NOT NULL,
    PRIMARY KEY (book, invitation)
  );
`,
  steps: [
    `${OF_DAYBOOK} ${OF_BOOKS}
     UPDATE books SET bytes = (SELECT coalesce(sum(length(s.bytes)), 0) FROM segments s WHERE s.book = books.id);`,
    OF_NODES,
  ],
  oldest: 1,
};
