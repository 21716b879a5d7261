import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { createLogBuilder } from '../support/log-builder.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

/** The schema of version 1, as it was released. */
const VERSION_1 = `
  CREATE TABLE books (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE segments (
    id INTEGER PRIMARY KEY, book INTEGER NOT NULL, device TEXT NOT NULL, hash TEXT NOT NULL, prev TEXT NOT NULL,
    first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, first_depth INTEGER NOT NULL, last_depth INTEGER NOT NULL,
    verified INTEGER NOT NULL, bytes BLOB NOT NULL
  ) STRICT;
  CREATE INDEX by_hash ON segments (substr(hash, 1, 12));
  CREATE INDEX by_log ON segments (book, device, first_depth, hash);
  CREATE TABLE controls (
    book INTEGER NOT NULL, first_depth INTEGER NOT NULL, device TEXT NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (book, first_depth, device, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE heads (
    book INTEGER NOT NULL, hash TEXT NOT NULL, device TEXT NOT NULL, seq INTEGER NOT NULL, depth INTEGER NOT NULL,
    PRIMARY KEY (book, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE logs (
    book INTEGER NOT NULL, device TEXT NOT NULL, key BLOB NOT NULL, PRIMARY KEY (book, device)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE uses (
    book INTEGER NOT NULL, invitation TEXT NOT NULL, device TEXT NOT NULL, PRIMARY KEY (book, invitation)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = 1;
`;

const openDatabase = (folder: string): DatabaseSync => {
  const database = new DatabaseSync(join(folder, 'daybook.db'));
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return database;
};

const shapeOf = (folder: string) => {
  const database = openDatabase(folder);
  const shape = database.prepare('SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
  const version = database.prepare('PRAGMA user_version').get();
  database.close();
  const tidy = (sql: unknown) => String(sql).replaceAll('"', '').replace(/\s+/g, ' ');
  return {
    version,
    shape: shape.map(({ type, name, sql }) => `${String(type)} ${String(name)}: ${tidy(sql)}`).sort(),
  };
};

test('a database of version 1 comes to the same schema as a new one', async () => {
  const [old, fresh] = [temporaryFolder(), temporaryFolder()];
  const database = openDatabase(old);
  database.exec(VERSION_1);
  database.close();
  for (const data of [old, fresh]) await (await runServer(['--data', data])).stop();
  expect(shapeOf(old)).toEqual(shapeOf(fresh));
});

test('what a database of version 1 held is there after it was brought forward', async () => {
  const data = temporaryFolder();
  const founder = await builder.begin();
  const last = await founder.write();
  const [genesis] = founder.log;
  const database = openDatabase(data);
  database.exec(VERSION_1);
  database.prepare('INSERT INTO books (id, hash) VALUES (1, ?)').run(founder.book);
  const add = database.prepare('INSERT INTO segments VALUES (NULL, 1, ?, ?, ?, ?, ?, ?, ?, 1, ?)');
  add.run(founder.device, genesis!.hash, '', 1, 1, 1, 1, genesis!.bytes);
  add.run(founder.device, last.hash, genesis!.hash, 2, 2, 2, 2, last.bytes);
  database.prepare('INSERT INTO controls VALUES (1, 1, ?, ?)').run(founder.device, genesis!.hash);
  database.prepare('INSERT INTO heads VALUES (1, ?, ?, 2, 2)').run(last.hash, founder.device);
  const { publicKey } = founder.keys.signing;
  database.prepare('INSERT INTO logs VALUES (1, ?, ?)').run(founder.device, publicKey);
  database.close();

  const { url } = await runServer(['--data', data]);
  const device = await enter(url, { ...founder, proof: [] }, crypto);
  expect(device.heads).toEqual([{ device: founder.device, seq: 2, hash: last.hash }]);
  const next = await founder.write();
  push(device, [next]);
  await acknowledged(device, next.hash);
});
