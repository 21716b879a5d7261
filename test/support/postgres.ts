/** A real PostgreSQL for tests: that of TEST_POSTGRES_URL, or one of their own in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres, type PostgresServer } from '../../tools/server/postgres.ts';

/** Where it cannot be started, why: the tests are then skipped, and say so. */
export const tryPostgres = async (): Promise<{ readonly server?: PostgresServer; readonly why: string }> => {
  try {
    return { server: await givenOrOwn(), why: '' };
  } catch (error) {
    return { why: `PostgreSQL does not start here: ${String(error)}` };
  }
};

const givenOrOwn = async (): Promise<PostgresServer> => {
  const given = process.env['TEST_POSTGRES_URL'];
  if (given) return { url: given, stop: async () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'daybook-postgres-'));
  const server = await startPostgres(folder);
  return {
    url: server.url,
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
