import { existsSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { restore } from '../../sync-server/commands/backup.ts';
import { checkFile, faultToLine } from '../../sync-server/commands/check.ts';
import { listBooks } from '../../sync-server/commands/books.ts';
import { runCommand } from '../support/run-command.ts';
import { serverWithBook } from '../support/server-with-book.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

const run = runCommand;
const withBook = () => serverWithBook(builder);

const change = (file: string, sql: string): void => {
  const database = new DatabaseSync(file);
  const { changes } = database.prepare(sql).run();
  database.close();
  expect(Number(changes)).toBeGreaterThan(0);
};

test('a check of what a server wrote finds nothing, also while the server runs', async () => {
  const { data, server } = await withBook();
  expect(await run('check', '--data', data)).toMatchObject({
    code: 0,
    out: '1 books, 2 logs, 7 segments: all is well.\n',
  });
  await server.stop();
  expect(await run('check', '--data', data)).toMatchObject({ code: 0 });
});

const faultsIn = async (data: string): Promise<readonly string[]> => {
  const checked = await checkFile(join(data, 'daybook.db'), crypto);
  if (!checked.ok) throw new Error(checked.error.message);
  return checked.value.faults.map(faultToLine);
};

const AT_3 = 'WHERE id = (SELECT min(id) FROM segments WHERE last_seq = 3)';
/** The body's last byte: of gzip's length, which is never that much. */
const LAST_FLIPPED = `UPDATE segments SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'ff' AS BLOB) ${AT_3}`;

test.each([
  ['a byte of a body', LAST_FLIPPED, /seq 3, The body of segment 3/],
  ['a segment cut short', `UPDATE segments SET bytes = substr(bytes, 1, 40) ${AT_3}`, /seq 3, Not a segment/],
  ['a segment of a chain', `DELETE FROM segments ${AT_3}`, /seq 4, what it stands on is missing/],
  ['a column', `UPDATE segments SET last_depth = 99 ${AT_3}`, /seq 3, its columns/],
  ['a place in the log', `UPDATE segments SET last_seq = 33 ${AT_3}`, /seq 3, its columns/],
  [
    'the bytes of another',
    `UPDATE segments SET bytes = (SELECT bytes FROM segments WHERE id = 1) ${AT_3}`,
    /seq 3, its columns/,
  ],
  ['a head', 'UPDATE heads SET seq = seq - 1', /the table of heads/],
  ['a head dropped', 'DELETE FROM heads WHERE seq = 2', /the table of heads/],
  ['the key of a log', 'UPDATE logs SET key = zeroblob(32)', /the key of its log/],
  ['the keys of all logs', 'DELETE FROM logs', /the key of its log/],
  ['a control record', 'DELETE FROM controls WHERE first_depth = 1', /seq 1, its columns/],
  [
    'a control record too many',
    'INSERT INTO controls SELECT book, 9, device, hash, segment FROM controls LIMIT 1',
    /the table of control records/,
  ],
  ['the book', 'UPDATE books SET hash = lower(hex(zeroblob(32)))', /it is of another book/],
  ['what was verified', 'UPDATE segments SET verified = 0', /no signature vouches/],
])('a check names what was spoilt: %s', async (_what, sql, named) => {
  const { data, server } = await withBook();
  await server.stop();
  change(join(data, 'daybook.db'), sql);
  expect(await faultsIn(data)).toContainEqual(expect.stringMatching(named));
});

test('a check that finds something ends with status 1, and each fault has a line', async () => {
  const { data, server } = await withBook();
  await server.stop();
  change(join(data, 'daybook.db'), LAST_FLIPPED);
  const { code, out } = await run('check', '--data', data);
  expect([code, out.split('\n').length]).toEqual([1, (await faultsIn(data)).length + 2]);
});

test('a check names a signature that is wrong', async () => {
  const { data, server, founder } = await withBook();
  await server.stop();
  const { bytes, hash } = founder.log.at(-1)!;
  const at = 4 + Buffer.from(bytes).readUInt32BE(0);
  const spoilt = bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
  const database = new DatabaseSync(join(data, 'daybook.db'));
  database.prepare('UPDATE segments SET bytes = ? WHERE hash = ?').run(spoilt, hash);
  database.close();
  expect(await faultsIn(data)).toEqual([expect.stringMatching(/seq 5, its signature is wrong/)]);
});

test('7. a backup made under load, restored, and healed by a device that enrolled after it was made', async () => {
  const { data, server, founder, device } = await withBook();
  const busy = founder.writeMany(200).then((segments) => segments.forEach((one) => push(device, [one])));
  const folder = temporaryFolder();
  const backup = join(folder, 'book.backup');
  expect(await run('backup', backup, '--data', data)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/all is well/),
  });
  await busy;
  await acknowledged(device, founder.head().hash);
  const invited = await founder.invite();
  const late = await builder.join(invited);
  await late.write([founder.head()]);
  push(device, [invited.segment, ...late.log]);
  await acknowledged(device, late.head().hash);
  await server.stop();

  const restored = temporaryFolder();
  expect(await run('restore', backup, '--data', restored)).toMatchObject({ code: 0 });
  const { url } = await runServer(['--data', restored]);
  const healer = await enter(url, late, crypto);
  expect(healer.heads.some((head) => head.hash === late.head().hash)).toBe(false);
  push(healer, [...founder.log, ...late.log]);
  await acknowledged(healer, founder.head().hash, late.head().hash);
  expect(await run('check', '--data', restored)).toMatchObject({ code: 0 });
});

test('nothing is overwritten by a backup or a restore', async () => {
  const { data } = await withBook();
  const file = join(temporaryFolder(), 'taken');
  writeFileSync(file, 'mine');
  expect(await run('backup', file, '--data', data)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/something at/),
  });
  const backup = `${file}.backup`;
  await run('backup', backup, '--data', data);
  expect(await run('restore', backup, '--data', data)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/something at/),
  });
});

test('no folder is made for a backup, for it would lie where a disk is not mounted', async () => {
  const { data } = await withBook();
  const folder = join(temporaryFolder(), 'disk');
  expect(await run('backup', join(folder, 'daybook'), '--data', data)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/no folder .*disk: make it, mount its disk/),
  });
  expect(existsSync(folder)).toBe(false);
});

test('a backup that is damaged is not restored, and leaves nothing behind', async () => {
  const { data, server } = await withBook();
  await server.stop();
  const [backup, target] = [join(temporaryFolder(), 'backup'), temporaryFolder()];
  await run('backup', backup, '--data', data);
  change(backup, LAST_FLIPPED);
  expect(await run('restore', backup, '--data', target)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/not kept.*seq 3/),
  });
  expect(readdirSync(target)).toEqual([]);
  truncateSync(backup, 5000);
  expect((await run('restore', backup, '--data', target)).code).toBe(1);
  expect(readdirSync(target)).toEqual([]);
});

test('a folder in the place of a backup, and a file that is not there, are named, and nothing is made', async () => {
  const [folder, target] = [temporaryFolder(), temporaryFolder()];
  expect(await restore(folder, target, crypto)).toMatchObject({
    ok: false,
    error: { message: expect.stringMatching(/is a folder, .* name the file\.$/) },
  });
  expect(await restore(join(folder, 'none'), target, crypto)).toMatchObject({
    ok: false,
    error: { message: expect.stringMatching(/there is no such file\.$/) },
  });
  expect(readdirSync(target)).toEqual([]);
});

test('a backup of a server that is damaged is not kept', async () => {
  const { data, server } = await withBook();
  await server.stop();
  change(join(data, 'daybook.db'), LAST_FLIPPED);
  const backup = join(temporaryFolder(), 'backup');
  expect(await run('backup', backup, '--data', data)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/seq 3/),
  });
  expect(existsSync(backup)).toBe(false);
});

test('a folder without a database, a file that is none and an unknown command are named', async () => {
  const folder = temporaryFolder();
  expect(await run('check', '--data', folder)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/cannot be read/),
  });
  expect(await run('backup', '--data', folder)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/name of a file/),
  });
  expect(await run('check', '--port', 'x')).toMatchObject({ code: 1, err: expect.stringMatching(/--port/) });
  expect(await run('chekc')).toMatchObject({ code: 1, err: expect.stringMatching(/no command "chekc"/) });
  expect(await run('help')).toMatchObject({ code: 0, out: expect.stringMatching(/restore FILE[^]*--data/) });
});

test('the books are listed with what they hold, the largest first, also while the server runs', async () => {
  const { data, server, founder, guest } = await withBook();
  const small = await builder.begin();
  const device = await enter(server.url, small, crypto);
  push(device, small.log);
  await acknowledged(device, small.head().hash);
  const bytes = [...founder.log, ...guest.log].reduce((sum, segment) => sum + segment.bytes.length, 0);
  const listed = await listBooks(data);
  expect(listed).toMatchObject({
    value: [
      { book: founder.book, devices: 2, segments: 7, bytes, branches: 0 },
      { book: small.book, devices: 1, segments: 1, branches: 0 },
    ],
  });
  const { out } = await run('books', '--data', data);
  expect(out.split('\n')[0]).toBe(`${founder.book}  2 devices, 7 segments, ${bytes} bytes`);
});

test('a fork shows in the list as a further branch', async () => {
  const { data, founder, device } = await withBook();
  const other = founder.clone();
  const [one, two] = [await founder.write(), await other.write()];
  push(device, [one, two]);
  await acknowledged(device, one.hash, two.hash);
  expect(await listBooks(data)).toMatchObject({ value: [{ devices: 2, branches: 1 }] });
});
