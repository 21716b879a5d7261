import { afterAll, beforeEach, expect, test } from 'vitest';
import { createWriter } from '../../sync-server/postgres/connections.ts';
import { openDatabase } from '../../sync-server/postgres/open.ts';
import { SCHEMA } from '../../sync-server/postgres/schema.ts';
import { bringForward } from '../../sync-server/postgres/versions.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { asAdmin, newDatabase, tryPostgres } from '../support/postgres.ts';
import { runServer, tryServer } from '../support/run-server.ts';
import { serverWithBook } from '../support/server-with-book.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';

const { server, why } = await tryPostgres();
afterAll(() => server?.stop());
beforeEach(({ skip }) => skip(why !== '', why));

const builder = await createLogBuilder();
const newTarget = () => newDatabase(server!.url);

/** The tables of version 1, as they were released. */
const VERSION_1 = `
  CREATE TABLE daybook (version int NOT NULL);
  INSERT INTO daybook VALUES (1);
  CREATE TABLE books (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, hash text COLLATE "C" NOT NULL UNIQUE,
    revision bigint NOT NULL DEFAULT 0
  );
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
`;

const shapeOf = (url: string) =>
  asAdmin(
    url,
    `SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default, is_identity
     FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2
    `,
  );
const indexesOf = (url: string) =>
  asAdmin(url, `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`);

const bring = async (url: string, schema: typeof SCHEMA) => {
  const writer = createWriter(url);
  try {
    return await writer.transaction((query) => bringForward(query, schema));
  } finally {
    await writer.close();
  }
};

test('a database of version 1 comes to the same tables as a new one', async () => {
  const [old, fresh] = [await newTarget(), await newTarget()];
  await asAdmin(old, VERSION_1);
  for (const url of [old, fresh]) {
    const opened = await openDatabase(url);
    if (!opened.ok) throw new Error(opened.error.message);
    await opened.value.close();
  }
  expect(await shapeOf(old)).toEqual(await shapeOf(fresh));
  expect(await indexesOf(old)).toEqual(await indexesOf(fresh));
  expect(await asAdmin(old, 'SELECT version FROM daybook')).toEqual(
    await asAdmin(fresh, 'SELECT version FROM daybook'),
  );
});

const NEXT: typeof SCHEMA = {
  make: '',
  steps: [...SCHEMA.steps, 'ALTER TABLE books ADD COLUMN later text; CREATE TABLE later (id int)'],
  oldest: SCHEMA.oldest,
};

test('while a newer version brings the tables forward, nodes of this one go on, and start', async () => {
  const { data, founder, device } = await serverWithBook(builder, await newTarget());
  const segments = await founder.writeMany(300);
  for (const segment of segments.slice(0, 200)) push(device, [segment]);
  expect(await bring(data, NEXT)).toBeUndefined();
  for (const segment of segments.slice(200)) push(device, [segment]);
  await acknowledged(device, founder.head().hash);

  const { url } = await runServer(['--data', data]);
  const other = await enter(url, founder, builder.crypto);
  expect(other.heads.map(({ hash }) => hash)).toContain(founder.head().hash);
  const next = await founder.write();
  push(other, [next]);
  await acknowledged(device, next.hash);
});

test('a node that is too old for what a newer version has made does not start, and says so', async () => {
  const { data, server: running } = await serverWithBook(builder, await newTarget());
  await running.stop();
  await bring(data, { ...NEXT, oldest: NEXT.steps.length + 1 });
  expect(await tryServer(['--data', data])).toMatchObject({
    error: { code: 'data-newer', message: expect.stringContaining('use the newer program') },
  });
});
