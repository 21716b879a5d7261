/** Single-event segments, as fast as a server acknowledges them. */
import type { Crypto } from '../../../src/kernel/ports.ts';
import type { ForeignBook } from '../book/foreign-book.ts';
import { connect, type Connection } from './connection.ts';

/** Sends segments of one event from index `from` on, never more than `inFlight` ahead of what is acknowledged. */
const sendAll = (
  connection: Connection,
  { segments }: ForeignBook,
  from: number,
  inFlight: number,
): Promise<void> =>
  new Promise((resolve) => {
    let sent = from;
    const send = (acknowledged: number): void => {
      for (; sent < segments.length && sent < acknowledged + inFlight; sent++)
        connection.send([segments[sent]!]);
      if (acknowledged >= segments.length) resolve();
    };
    connection.onAcknowledged(send);
    send(from);
  });

/** A connection of the book's founder, whose control records are on the server when it resolves. */
const begin = async (url: string, book: ForeignBook, crypto: Crypto): Promise<Connection> => {
  const { identity, segments, controls } = book;
  const connection = await connect(url, identity, segments.slice(0, 1), crypto);
  await sendAll(connection, { ...book, segments: segments.slice(0, controls) }, 0, controls);
  return connection;
};

/** Acknowledged segments a second of all books together, a connection each. */
export const pushRate = async (
  url: string,
  books: readonly ForeignBook[],
  inFlight: number,
  crypto: Crypto,
): Promise<number> => {
  const connections = await Promise.all(books.map((book) => begin(url, book, crypto)));
  const start = performance.now();
  await Promise.all(
    connections.map((connection, i) => sendAll(connection, books[i]!, books[i]!.controls, inFlight)),
  );
  const time = performance.now() - start;
  connections.forEach((connection) => connection.close());
  const segments = books.reduce((sum, book) => sum + book.segments.length - book.controls, 0);
  return segments / (time / 1_000);
};
