import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { newPorts, writeLines } from '../../tools/bench/book/foreign-book.ts';
import { ORIGIN, startCluster, type Cluster } from '../../tools/load/cluster.ts';
import { startDevice, type Surroundings } from '../../tools/load/device.ts';
import { foundMembers } from '../../tools/load/members.ts';
import { parseOptions } from '../../tools/load/options.ts';
import { readBack } from '../../tools/load/read-back.ts';
import type { Report } from '../../tools/load/report.ts';
import { tryPostgres } from '../support/postgres.ts';
import { temporaryFolder } from '../support/run-server.ts';

const PATIENCE = { timeout: 120_000 };

const load = (...args: readonly string[]): Promise<Report> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, ['tools/load/main.ts', '--json', ...args], (error, out, err) => {
      if (error) reject(new Error(`${out}\n${err}`));
      else resolve(JSON.parse(out.trimEnd().split('\n').at(-1)!) as Report);
    });
  });

const NAMES = [
  'acked',
  'ackedPerSecond',
  'p50Ms',
  'p99Ms',
  'lost',
  'duplicated',
  'delivered',
  'kills',
  'serverCpuUsPerSegment',
  'serverRssMb',
  'idleKbPerConnection',
  'mostDownMs',
  'reconnectP99Ms',
];

test('a load over SQLite has all that was acknowledged read back', PATIENCE, async () => {
  const report = await load('--devices', '4', '--books', '2', '--seconds', '1');
  expect(Object.keys(report)).toEqual(NAMES);
  expect(report).toMatchObject({ lost: 0, duplicated: 0, kills: 0, mostDownMs: null, reconnectP99Ms: null });
  expect(report.acked).toBeGreaterThan(0);
  expect(report.delivered).toBeGreaterThan(0);
});

test('devices that are silent write nothing', PATIENCE, async () => {
  const report = await load('--devices', '5', '--books', '1', '--seconds', '1', '--idle');
  expect(report).toMatchObject({ acked: 0, delivered: 0, p50Ms: null, lost: 0, duplicated: 0 });
  expect(report.idleKbPerConnection).not.toBeNull();
});

const start = async (data: string): Promise<Cluster> => {
  const cluster = await startCluster(data, 1);
  onTestFinished(() => cluster.stop());
  return cluster;
};

/** The founder of a book has written three segments into a server over this folder. */
const written = async (data: string) => {
  const ports = await newPorts();
  const tally = { acknowledged: new Set<never>(), reconnectMs: [], delivered: 0 };
  const around: Surroundings = { ports, cluster: await start(data), tally, lines: await writeLines(2) };
  const founders = await foundMembers(1, ORIGIN, ports);
  const device = startDevice(founders[0]!, 0, around);
  for (let nth = 0; nth < 3; nth++) await device.write();
  device.close();
  return { around, founders };
};

test('an acknowledged segment that the server has lost is missed', PATIENCE, async () => {
  const { around, founders } = await written(temporaryFolder());
  const emptied = temporaryFolder();
  const cluster = await start(emptied);
  // The genesis, and what was written.
  expect(await readBack(founders, emptied, { ...around, cluster })).toEqual({ lost: 4, duplicated: 0 });
});

test('a segment that is stored twice is noticed', PATIENCE, async () => {
  const data = temporaryFolder();
  const { around, founders } = await written(data);
  expect(await readBack(founders, data, around)).toEqual({ lost: 0, duplicated: 0 });
  const database = new DatabaseSync(join(data, 'daybook.db'));
  database.exec(
    `INSERT INTO segments (book, device, hash, prev, first_seq, last_seq, first_depth, last_depth, verified, bytes)
     SELECT book, device, 'again', prev, first_seq, last_seq, first_depth, last_depth, verified, bytes
     FROM segments WHERE last_seq = 3`,
  );
  database.close();
  expect(await readBack(founders, data, around)).toEqual({ lost: 0, duplicated: 1 });
});

test.each([
  [['--devices', '0'], 'whole numbers'],
  [['--store', 'paper'], 'sqlite or postgres'],
  [['--nodes', '2'], 'SQLite database has one node'],
  [['--books', '5', '--devices', '4'], 'at most --devices'],
  [['--idle', '--kill'], 'without --kill'],
  [['--surprise'], 'surprise'],
])('%j is refused in words', (args, why) => {
  expect(parseOptions(args)).toMatchObject({ ok: false, error: { message: expect.stringContaining(why) } });
});

let why = '';
beforeAll(async () => {
  const tried = await tryPostgres();
  ({ why } = tried);
  await tried.server?.stop();
}, PATIENCE.timeout);

test('nodes over PostgreSQL that are killed lose nothing acknowledged', PATIENCE, async ({ skip }) => {
  skip(why !== '', why);
  const settings = ['--store', 'postgres', '--nodes', '2', '--kill'];
  const report = await load('--devices', '6', '--books', '2', '--seconds', '4', ...settings);
  expect(report).toMatchObject({ lost: 0, duplicated: 0, kills: 1 });
  expect(report.acked).toBeGreaterThan(0);
  expect(report.mostDownMs).toBeGreaterThan(0);
  expect(report.reconnectP99Ms).toBeGreaterThan(0);
});
