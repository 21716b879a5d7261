import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { systemTimers } from '../../src/platform/clock.ts';
import { createBooks } from '../../sync-server/book/books.ts';
import { checkFile } from '../../sync-server/commands/check.ts';
import { openSqliteStore } from '../../sync-server/sqlite/store.ts';
import { systemTurns } from '../../sync-server/turns.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { runServer, spawnServer, temporaryFolder, tryServer } from '../support/run-server.ts';
import { enter, push } from '../support/sync-device.ts';
import { writeUntilEnded } from '../support/write-until-ended.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

test('killed under load, the server has all that it acknowledged, and what it compiled for its next start', async () => {
  const [data, compiled] = [temporaryFolder(), temporaryFolder()];
  const running = await spawnServer(['--data', data], { NODE_COMPILE_CACHE: compiled });
  const writers = await Promise.all([1, 2, 3, 4].map(() => builder.begin()));
  const acked = await writeUntilEnded(running, writers, 200, 'SIGKILL', crypto);
  expect(await running.ended()).toBe('SIGKILL');
  expect(acked[0]).toBeGreaterThanOrEqual(10);
  expect(readdirSync(compiled, { recursive: true }).length).toBeGreaterThan(100);
  const again = await runServer(['--data', data]);
  for (const [i, writer] of writers.entries()) {
    const { heads } = await enter(again.url, writer, crypto);
    expect(Math.max(0, ...heads.map((head) => head.seq))).toBeGreaterThanOrEqual(acked[i]!);
  }
});

test('asked to stop, the server acknowledges what it has received, says goodbye and leaves no log behind', async () => {
  const data = temporaryFolder();
  const { url, child, ended, lines } = await spawnServer(['--data', data]);
  const founder = await builder.begin();
  await founder.writeMany(50);
  const device = await enter(url!, founder, crypto);
  for (const segment of founder.log) push(device, [segment]);
  await device.next('have');
  child.kill('SIGTERM');
  expect(await device.next('stop')).toMatchObject({ code: 'going-away', retry: true });
  expect((await device.next('closed')).code).toBe(1001);
  expect(await ended()).toBe(0);
  expect(lines.map((line) => line.msg)).toEqual([
    'configuration',
    'checked what was new',
    'listening',
    'stopped',
  ]);
  const database = new DatabaseSync(join(data, 'daybook.db'), { readOnly: true });
  onTestFinished(() => database.close());
  expect(database.prepare('SELECT max(last_seq) AS seq FROM segments').get()!['seq']).toBeGreaterThan(0);
});

test('a database of a newer version is left alone', async () => {
  const data = temporaryFolder();
  await (await runServer(['--data', data])).stop();
  const database = new DatabaseSync(join(data, 'daybook.db'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  const started = await tryServer(['--data', data]);
  expect(started).toMatchObject({ ok: false, error: { code: 'data-newer' } });
});

test('a data folder that is a file, is no database or is in use is named in the error', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, 'x');
  expect(await tryServer(['--data', file])).toMatchObject({ ok: false, error: { code: 'data-unusable' } });
  expect(await tryServer(['--data', join(file, 'below')])).toMatchObject({
    ok: false,
    error: { code: 'data-unusable' },
  });
  const broken = temporaryFolder();
  writeFileSync(
    join(broken, 'daybook.db'),
    'this is no database, and long enough to be looked at as one'.repeat(40),
  );
  expect(await tryServer(['--data', broken])).toMatchObject({ ok: false, error: { code: 'data-unusable' } });
  const used = temporaryFolder();
  await runServer(['--data', used]);
  expect(await tryServer(['--data', used])).toMatchObject({ ok: false, error: { code: 'data-in-use' } });
});

test('a port in use is one line of error and exit code 1, and nothing is made for a server that does not run', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const data = temporaryFolder();
  const { lines, ended, url } = await spawnServer(['--port', String(port), '--data', data]);
  expect(url).toBeUndefined();
  expect(await ended()).toBe(1);
  expect(lines.filter(({ level }) => level === 50)).toMatchObject([
    { msg: expect.stringContaining(`Port ${port}`) },
  ]);
  expect(readdirSync(data)).toEqual([]);
});

test('a wrong setting is named, and no other, with how to see what there is', async () => {
  const { lines, ended } = await spawnServer(['--port', 'http']);
  expect(await ended()).toBe(1);
  expect(lines).toMatchObject([{ msg: expect.stringMatching(/--port \(DAYBOOK_PORT.*"help" shows all/) }]);
  expect(lines[0]!.msg).not.toContain('--data');
});

test('a stop waits for what devices had sent that hung up, and leaves the database in order', async () => {
  const data = temporaryFolder();
  const { url, stop } = await runServer(['--data', data]);
  const founder = await builder.begin();
  await founder.writeMany(200);
  const device = await enter(url, founder, crypto);
  // The wrong way round: what is held is freed by what comes last, so that there are several writes one after another.
  for (const segment of founder.log.toReversed()) push(device, [segment]);
  await device.close();
  await stop();
  const checked = await checkFile(join(data, 'daybook.db'), crypto);
  expect(checked).toMatchObject({ ok: true, value: { faults: [] } });
});

test('books are released once nobody has them open', async () => {
  const opened = openSqliteStore(temporaryFolder(), { broken: () => undefined, committed: () => undefined });
  if (!opened.ok) throw new Error(opened.error.message);
  const books = createBooks(opened.value, crypto, systemTurns, systemTimers);
  await books.released();
  const { book } = await builder.begin();
  await Promise.all([books.open(book), books.open(book)]);
  let isReleased = false;
  const released = books.released().then(() => (isReleased = true));
  books.release(book);
  await systemTurns.next();
  expect(isReleased).toBe(false);
  books.release(book);
  await released;
  await opened.value.close();
});

test('a book whose store fails once while it is opened can be opened again, and is released', async () => {
  const opened = openSqliteStore(temporaryFolder(), { broken: () => undefined, committed: () => undefined });
  if (!opened.ok) throw new Error(opened.error.message);
  let failures = 1;
  const heads: typeof opened.value.heads = (book) =>
    failures-- > 0 ? Promise.reject(new Error('The connection was lost.')) : opened.value.heads(book);
  const books = createBooks({ ...opened.value, heads }, crypto, systemTurns, systemTimers);
  const { book } = await builder.begin();
  const both = await Promise.allSettled([books.open(book), books.open(book)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await books.released();
  expect(await (await books.open(book)).heads()).toEqual([]);
  books.release(book);
  await books.released();
  await opened.value.close();
});
