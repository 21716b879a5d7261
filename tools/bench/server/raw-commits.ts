/** Durable commits of one row each on one connection, a second: what the database itself can do. */
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { Client } from 'pg';
import { newFolder, removeFolder } from '../disk.ts';

const COMMITS = 2_000;

export const sqliteCommits = async (row: Uint8Array): Promise<number> => {
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

export const postgresCommits = async (url: string, row: Uint8Array): Promise<number> => {
  const client = new Client(url);
  await client.connect();
  await client.query(
    'CREATE TABLE rows (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, bytes bytea NOT NULL)',
  );
  const insert = { name: 'insert', text: 'INSERT INTO rows (bytes) VALUES ($1)', values: [Buffer.from(row)] };
  const start = performance.now();
  for (let i = 0; i < COMMITS; i++) await client.query(insert);
  const time = performance.now() - start;
  await client.end();
  return COMMITS / (time / 1_000);
};
