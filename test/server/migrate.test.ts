import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { systemTimers } from '../../src/platform/clock.ts';
import { moveTo } from '../../sync-server/commands/migrate.ts';
import { compareHoldings } from '../../sync-server/holdings/compare-holdings.ts';
import type { Holdings } from '../../sync-server/holdings/holdings.ts';
import { openHoldings } from '../../sync-server/open-store.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { asAdmin, newDatabase, tryPostgres } from '../support/postgres.ts';
import { runCommand } from '../support/run-command.ts';
import { runServer, temporaryFolder, tryServer } from '../support/run-server.ts';
import { serverWithBook } from '../support/server-with-book.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';

const { server, why } = await tryPostgres();
afterAll(() => server?.stop());
beforeEach(({ skip }) => skip(why !== '', why));

const builder = await createLogBuilder();
const { crypto } = builder;
const newTarget = () => newDatabase(server!.url);

/** A folder with two books, one of them forked, that no server uses. */
const stoppedFolder = async (segments = 3) => {
  const { data, server: running, founder, guest, device } = await serverWithBook(builder);
  const other = founder.clone();
  const branch = await other.write();
  await founder.writeMany(segments);
  push(device, [branch, ...founder.log]);
  await acknowledged(device, founder.head().hash, branch.hash);
  const second = await builder.begin();
  const its = await enter(running.url, second, crypto);
  push(its, second.log);
  await acknowledged(its, second.head().hash);
  await running.stop();
  return { data, founder, guest };
};

const opened = async (data: string): Promise<Holdings> => {
  const holdings = await openHoldings(data);
  if (!holdings.ok) throw new Error(holdings.error.message);
  onTestFinished(() => holdings.value.close());
  return holdings.value;
};
const differencesOf = async (one: string, other: string): Promise<readonly string[]> => {
  const found: string[] = [];
  await compareHoldings(await opened(one), await opened(other), ({ what }) => found.push(what));
  return found;
};
const hashOf = (data: string): string => hash('sha256', readFileSync(join(data, 'daybook.db')));

const ports = {
  crypto,
  timers: systemTimers,
  say: () => undefined,
  broken: (error: unknown): never => {
    throw error;
  },
};
const moveFrom = (source: Holdings, target: string) => moveTo(target, source, 'here', ports);

test('a folder moved to PostgreSQL is there whole, byte for byte, and left as it was', async () => {
  const { data, founder, guest } = await stoppedFolder();
  const [target, before] = [await newTarget(), hashOf(data)];
  expect(await runCommand('migrate', '--data', data, '--to', target)).toMatchObject({
    code: 0,
    out: expect.stringMatching(
      /copied 12 of 12[^]*compared 12 of 12[^]*checked 12[^]*2 books, 3 logs, 12 segments: all is well/,
    ),
  });
  expect(hashOf(data)).toEqual(before);
  expect(await differencesOf(data, target)).toEqual([]);

  const { url } = await runServer(['--data', target]);
  const device = await enter(url, guest, crypto);
  expect(device.heads.map(({ hash }) => hash)).toContain(founder.head().hash);
  const next = await guest.write();
  push(device, [next]);
  await acknowledged(device, next.hash);
});

test('what is ruled of books moves along, into a database and into a backup of it', async () => {
  const { data, founder } = await stoppedFolder();
  const target = await newTarget();
  const listed = (await runCommand('books', '--data', data)).out.split('\n');
  const other = listed.find((line) => !line.startsWith(founder.book))!.slice(0, 64);
  await runCommand('books', 'block', founder.book, '--data', data);
  await runCommand('books', 'quota', founder.book, '--devices', '7', '--data', data);
  await runCommand('books', 'delete', other, '--confirm', other, '--data', data);
  for (let times = 0; times < 2; times++)
    expect(await runCommand('migrate', '--data', data, '--to', target)).toMatchObject({ code: 0 });
  const file = join(temporaryFolder(), 'daybook.db');
  expect(await runCommand('backup', file, '--data', target)).toMatchObject({ code: 0 });
  for (const place of [target, dirname(file)])
    expect((await runCommand('books', '--data', place)).out.split('\n')).toEqual([
      expect.stringMatching(/, blocked, at most 7 devices$/),
      `${other}  0 devices, 0 segments, 0 bytes, deleted`,
      '',
    ]);
});

/** As if the process ended where the source is read for the n-th time. */
const endingAt = (source: Holdings, nth: number): Holdings => {
  let reads = 0;
  return {
    ...source,
    log: (...args) => (reads++ === nth ? Promise.reject(new Error('ended')) : source.log(...args)),
  };
};

test('a move that ends anywhere is begun again to the same end, and no server starts on what is half of it', async () => {
  const { data } = await stoppedFolder();
  const [target, source] = [await newTarget(), await opened(data)];
  for (let nth = 0; ; nth++) {
    const moved = await moveFrom(endingAt(source, nth), target);
    if (moved.ok) break;
    expect(moved.error.message).toContain('ended');
    expect(await tryServer(['--data', target])).toMatchObject({ error: { code: 'data-unfinished' } });
  }
  expect(await differencesOf(data, target)).toEqual([]);
  expect(await moveFrom(source, target)).toMatchObject({ ok: true });
});

test('case 1: a move that is killed is begun again to the same end', async () => {
  const { data } = await stoppedFolder(1500);
  const target = await newTarget();
  const child = spawn(process.execPath, ['sync-server/main.ts', 'migrate', '--data', data, '--to', target]);
  await expect
    .poll(() => asAdmin(target, 'SELECT 1 FROM segments LIMIT 1').catch(() => []), { interval: 5 })
    .toHaveLength(1);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await runCommand('migrate', '--data', data, '--to', target)).toMatchObject({ code: 0 });
  expect(await differencesOf(data, target)).toEqual([]);
});

test('what was spoilt in the target is found by reading it back, and no server starts on it', async () => {
  const { data } = await stoppedFolder();
  const [target, source] = [await newTarget(), await opened(data)];
  await moveFrom(endingAt(source, 5), target);
  await asAdmin(target, 'UPDATE segments SET bytes = substr(bytes, 2) WHERE id = 2');
  expect(await moveFrom(source, target)).toMatchObject({ error: { code: 'target-differs' } });
  expect(await tryServer(['--data', target])).toMatchObject({ error: { code: 'data-unfinished' } });
});

test('faults of the source are not moved on in silence', async () => {
  const { data } = await stoppedFolder();
  const source = await opened(data);
  const spoilt: Holdings = {
    ...source,
    log: async (...args) =>
      (await source.log(...args)).map((row) =>
        row.lastSeq === 3 ? { ...row, bytes: row.bytes.slice(1) } : row,
      ),
  };
  expect(await moveFrom(spoilt, await newTarget())).toMatchObject({
    error: { code: 'copy-damaged', message: expect.stringContaining('seq 3') },
  });
});

test('a target that holds something else is refused, and left as it was', async () => {
  const { data } = await stoppedFolder();
  const foreign = await newTarget();
  await asAdmin(foreign, 'CREATE TABLE invoices (id int)');
  expect(await runCommand('migrate', '--data', data, '--to', foreign)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/tables that are not of a sync server/),
  });
  expect(await asAdmin(foreign, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toHaveLength(1);

  const served = await newTarget();
  const { server: running } = await serverWithBook(builder, served);
  expect(await runCommand('migrate', '--data', data, '--to', served)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/that the source does not hold/),
  });
  expect((await fetch(`${running.url}/ready`)).status).toBe(200);
  expect(await asAdmin(served, 'SELECT 1 FROM segments')).toHaveLength(7);
});

test('a folder that a server uses is not moved: what it acknowledges meanwhile would stay behind', async () => {
  const { data } = await serverWithBook(builder);
  expect(await runCommand('migrate', '--data', data, '--to', await newTarget())).toMatchObject({
    code: 1,
    err: expect.stringMatching(/Another sync server is using/),
  });
  expect(await runCommand('migrate', '--data', data)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/--to/),
  });
});

test('7. a backup of PostgreSQL, made under load, is one file that goes back into a folder or another database', async () => {
  const from = await newTarget();
  const { founder, device, server: running } = await serverWithBook(builder, from);
  const busy = founder.writeMany(200).then((segments) => segments.forEach((one) => push(device, [one])));
  const file = join(temporaryFolder(), 'book.backup');
  expect(await runCommand('backup', file, '--data', from)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/all is well/),
  });
  await busy;
  await acknowledged(device, founder.head().hash);
  await running.stop();

  const [folder, database] = [temporaryFolder(), await newTarget()];
  for (const data of [folder, database]) {
    expect(await runCommand('restore', file, '--data', data)).toMatchObject({ code: 0 });
    expect(await runCommand('check', '--data', data)).toMatchObject({ code: 0 });
    const { url } = await runServer(['--data', data]);
    const healer = await enter(url, founder, crypto);
    push(healer, founder.log);
    await acknowledged(healer, founder.head().hash);
  }
});
