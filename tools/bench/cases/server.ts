/** Acknowledged segments of one event each, every connection with a book of its own, against commits of one row. */
import { newPorts, writeBook, writeLines, type ForeignBook } from '../book/foreign-book.ts';
import { newFolder, removeFolder } from '../disk.ts';
import { figure, type Figure } from '../figure.ts';
import { medianOfRounds } from '../rounds.ts';
import { startPostgres } from '../../server/postgres.ts';
import { startNode } from '../../server/node.ts';
import { startServer } from '../server/child.ts';
import { pushRate } from '../server/push.ts';
import { postgresCommits, sqliteCommits } from '../server/raw-commits.ts';

const ROUNDS = 5;

interface Crowd {
  readonly connections: number;
  readonly inFlight: number;
  /** Of each connection: most of a second in all, so that what a server compiles at its start is a small part. */
  readonly segments: number;
}

/** A few busy devices. */
const FEW: Crowd = { connections: 8, inFlight: 16, segments: 3_000 };
const MANY: Crowd = { connections: 64, inFlight: 32, segments: 600 };
/** PostgreSQL's own work is in other processes, on the same machine. */
const MANY_SHORT: Crowd = { ...MANY, segments: 200 };

const booksOf = async ({ connections, segments }: Crowd): Promise<readonly ForeignBook[]> => {
  const lines = await writeLines(segments);
  return Promise.all(Array.from({ length: connections }, () => writeBook(lines, 1)));
};

const overSqlite = (bench: string, crowd: Crowd) => async (): Promise<readonly Figure[]> => {
  const books = await booksOf(crowd);
  const { crypto } = await newPorts();
  const { pushed, committed } = await medianOfRounds(ROUNDS, {
    pushed: async () => {
      const server = await startServer();
      try {
        return await pushRate(server.url, books, crowd.inFlight, crypto);
      } finally {
        await server.stop();
      }
    },
    committed: () => sqliteCommits(books[0]!.segments.at(-1)!),
  });
  const name = 'node:sqlite commits of one row, FULL';
  return [figure(bench, 'segments/s', pushed, { name, value: committed })];
};

export const server = overSqlite('server', FEW);
export const serverSqlite = overSqlite('server-sqlite', MANY);

/** A fresh PostgreSQL each time, its settings as they come. */
const inPostgres = async <T>(work: (url: string) => Promise<T>): Promise<T> => {
  const folder = await newFolder('postgres');
  const postgres = await startPostgres(folder);
  try {
    return await work(postgres.url);
  } finally {
    await postgres.stop();
    await removeFolder(folder);
  }
};

export const serverPostgres = async (): Promise<readonly Figure[]> => {
  const books = await booksOf(MANY_SHORT);
  const { crypto } = await newPorts();
  const { pushed, committed } = await medianOfRounds(ROUNDS, {
    pushed: () =>
      inPostgres(async (url) => {
        const node = await startNode('--data', url);
        try {
          return await pushRate(node.url, books, MANY_SHORT.inFlight, crypto);
        } finally {
          await node.end('SIGTERM');
        }
      }),
    committed: () => inPostgres((url) => postgresCommits(url, books[0]!.segments.at(-1)!)),
  });
  const name = 'commits of one row in PostgreSQL, on one connection';
  return [figure('server-postgres', 'segments/s', pushed, { name, value: committed })];
};
