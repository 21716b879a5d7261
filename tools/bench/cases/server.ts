/** Acknowledged segments of one event each, from eight devices, each of a book of its own, sixteen in flight. */
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { newPorts, writeBook, writeLines, type ForeignBook } from '../book/foreign-book.ts';
import { newFolder, removeFolder } from '../disk.ts';
import { figure, type Figure } from '../figure.ts';
import { medianOfRounds } from '../rounds.ts';
import { startServer } from '../server/child.ts';
import { connect, type Connection } from '../server/connection.ts';

const CONNECTIONS = 8;
const IN_FLIGHT = 16;
/** Of each connection: most of a second, so that what a server compiles at its start is a small part. */
const SEGMENTS = 3_000;
const ROUNDS = 5;
const COMMITS = 2_000;

/** Sends what is left of a log, never more than IN_FLIGHT ahead of what is acknowledged. */
const sendAll = (connection: Connection, { segments, controls }: ForeignBook): Promise<void> =>
  new Promise((resolve) => {
    let sent = controls;
    const send = (acknowledged: number): void => {
      for (; sent < segments.length && sent < acknowledged + IN_FLIGHT; sent++)
        connection.send([segments[sent]!]);
      if (acknowledged === segments.length) resolve();
    };
    connection.onAcknowledged(send);
    send(controls);
  });

const begin = (connection: Connection, { segments, controls }: ForeignBook): Promise<void> =>
  new Promise((resolve) => {
    connection.onAcknowledged((seq) => seq === controls && resolve());
    connection.send(segments.slice(0, controls));
  });

const push = (books: readonly ForeignBook[]) => async (): Promise<number> => {
  const { crypto } = await newPorts();
  const server = await startServer();
  try {
    const connections = await Promise.all(
      books.map((book) => connect(server.url, book.identity, book.segments[0]!, crypto)),
    );
    await Promise.all(connections.map((connection, i) => begin(connection, books[i]!)));
    const start = performance.now();
    await Promise.all(connections.map((connection, i) => sendAll(connection, books[i]!)));
    const time = performance.now() - start;
    connections.forEach((connection) => connection.close());
    return (CONNECTIONS * SEGMENTS) / (time / 1_000);
  } finally {
    await server.stop();
  }
};

const commit = (row: Uint8Array) => async (): Promise<number> => {
  const folder = await newFolder('sqlite');
  const db = new DatabaseSync(join(folder, 'raw.db'));
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT',
  );
  const insert = db.prepare('INSERT INTO rows (bytes) VALUES (?)');
  const start = performance.now();
  for (let i = 0; i < COMMITS; i++) insert.run(row);
  const time = performance.now() - start;
  db.close();
  await removeFolder(folder);
  return COMMITS / (time / 1_000);
};

export const server = async (): Promise<readonly Figure[]> => {
  const lines = await writeLines(SEGMENTS);
  const books = await Promise.all(Array.from({ length: CONNECTIONS }, () => writeBook(lines, 1)));
  const { pushed, committed } = await medianOfRounds(ROUNDS, {
    pushed: push(books),
    committed: commit(books[0]!.segments.at(-1)!),
  });
  return [
    figure('server', 'segments/s', pushed, {
      name: 'node:sqlite commits of one row, FULL',
      value: committed,
    }),
  ];
};
