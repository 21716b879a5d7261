import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { Client } from 'pg';
import { systemTimers } from '../../src/platform/clock.ts';
import { openDatabaseArrivals } from '../../sync-server/postgres/arrivals.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { asAdmin, newDatabase, tryPostgres } from '../support/postgres.ts';
import { runCommand } from '../support/run-command.ts';
import { runServer } from '../support/run-server.ts';
import { serverWithBook } from '../support/server-with-book.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';

const { server, why } = await tryPostgres();
afterAll(() => server?.stop());
beforeEach(({ skip }) => skip(why !== '', why));

const builder = await createLogBuilder();
const withBook = async () => serverWithBook(builder, await newDatabase(server!.url));

const readyOf = async (url: string) => {
  const response = await fetch(`${url}/ready`);
  return { code: response.status, ...((await response.json()) as object) };
};

const AT_3 = 'WHERE id = (SELECT min(id) FROM segments WHERE last_seq = 3)';

test('a check of a database finds nothing while servers use it, and names what was spoilt', async () => {
  const { data, server: running } = await withBook();
  expect(await runCommand('check', '--data', data)).toMatchObject({
    code: 0,
    out: '1 books, 2 logs, 7 segments: all is well.\n',
  });
  await running.stop();
  await asAdmin(
    data,
    `UPDATE segments SET bytes = substr(bytes, 1, length(bytes) - 1) || '\\xff'::bytea ${AT_3}`,
  );
  await asAdmin(data, 'DELETE FROM heads WHERE seq = 2');
  const { code, out } = await runCommand('check', '--data', data);
  expect([code, out]).toEqual([
    1,
    expect.stringMatching(/seq 3, The body of segment 3[^]*the table of heads/),
  ]);
});

test('a database without tables of a server is named, and nothing is made in it', async () => {
  const data = await newDatabase(server!.url);
  expect(await runCommand('check', '--data', data)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/no tables of a sync server/),
  });
  expect(await asAdmin(data, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
});

test('at its start a node checks what is new since any node last did, and says when it is not well', async () => {
  const { data, server: first, founder, device } = await withBook();
  const second = await runServer(['--data', data]);
  expect(await readyOf(second.url)).toMatchObject({ code: 200, check: { state: 'well', segments: 7 } });
  const more = await founder.writeMany(2);
  push(device, more);
  await acknowledged(device, more[1]!.hash);
  const third = await runServer(['--data', data]);
  expect(await readyOf(third.url)).toMatchObject({ check: { state: 'well', segments: 2 } });

  const last = await founder.write();
  push(await enter(first.url, founder, builder.crypto), [last]);
  await expect.poll(() => asAdmin(data, `SELECT 1 FROM heads WHERE hash = '${last.hash}'`)).toHaveLength(1);
  await asAdmin(data, `UPDATE segments SET bytes = substr(bytes, 1, 40) WHERE hash = '${last.hash}'`);
  for (let start = 0; start < 2; start++) {
    const { url, stop } = await runServer(['--data', data]);
    expect(await readyOf(url)).toMatchObject({
      code: 503,
      status: 'damaged',
      check: { segments: 1, faults: 1 },
    });
    await stop();
  }
});

test('case 10: a check passes by no segment of a transaction that commits late', async () => {
  const { data, server: running } = await withBook();
  await running.stop();
  const late = new Client(data);
  await late.connect();
  onTestFinished(() => late.end());
  // A row of an older transaction has the smaller id, and cannot be seen yet.
  await late.query('BEGIN');
  await late.query(`INSERT INTO books (hash) VALUES ('late')`);
  await late.query(
    `INSERT INTO segments (book, device, hash, prev, first_seq, last_seq, first_depth, last_depth, verified, control, bytes)
     SELECT (SELECT id FROM books WHERE hash = 'late'), 'd', 'late', '', 1, 1, 1, 1, true, true, bytes FROM segments LIMIT 1`,
  );
  await asAdmin(
    data,
    `INSERT INTO segments (book, device, hash, prev, first_seq, last_seq, first_depth, last_depth, verified, control, bytes)
     SELECT book, 'e', 'early', '', 1, 1, 1, 1, true, true, bytes FROM segments LIMIT 1`,
  );
  const arrivals = openDatabaseArrivals(data, systemTimers);
  onTestFinished(() => arrivals.close());
  const place = arrivals.place();
  await late.query('COMMIT');
  const found = await arrivals.next(await place);
  expect(found.map(({ hash }) => hash)).toEqual(expect.arrayContaining(['late', 'early']));
});

test('case 10: where a transaction does not end, the next check begins where this one did', async () => {
  const { data, server: running } = await withBook();
  await running.stop();
  await asAdmin(data, 'UPDATE daybook SET checked = 0');
  const stuck = new Client(data);
  await stuck.connect();
  onTestFinished(() => stuck.end());
  await stuck.query(`BEGIN`);
  await stuck.query(`INSERT INTO books (hash) VALUES ('stuck')`);
  const impatient = { after: (_: number, task: () => void) => systemTimers.after(0, task) };
  const arrivals = openDatabaseArrivals(data, impatient);
  onTestFinished(() => arrivals.close());
  const found = await arrivals.next(await arrivals.place());
  expect(found).toHaveLength(7);
  await arrivals.remember(found.at(-1)!.id);
  expect(await asAdmin(data, 'SELECT checked FROM daybook')).toEqual([{ checked: '0' }]);
});
