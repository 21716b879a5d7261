import { newPorts, writeLines } from '../bench/book/foreign-book.ts';
import { newFolder, removeFolder } from '../bench/disk.ts';
import { percentile } from '../bench/figure.ts';
import { say } from '../bench/say.ts';
import { startPostgres } from '../server/postgres.ts';
import { createServerCrypto } from '../../sync-server/crypto.ts';
import { ORIGIN, startCluster, type Cluster } from './cluster.ts';
import { startDevice, type LoadDevice, type Surroundings, type Tally } from './device.ts';
import { measureIdle } from './idle.ts';
import { foundMembers, type Member } from './members.ts';
import type { LoadOptions } from './options.ts';
import { readBack } from './read-back.ts';
import type { Report } from './report.ts';
import { killInTurn, workUntil } from './work.ts';

const LINES = 1_000;

/** The database of the nodes, in a fresh folder. */
const prepareData = async (store: LoadOptions['store']) => {
  const folder = await newFolder('load');
  const postgres = store === 'postgres' ? await startPostgres(folder) : undefined;
  return {
    data: postgres?.url ?? folder,
    remove: async (): Promise<void> => {
      await postgres?.stop();
      await removeFolder(folder);
    },
  };
};

const foundAll = async (
  { devices, books }: LoadOptions,
  ports: Surroundings['ports'],
): Promise<readonly (readonly Member[])[]> => {
  const all: (readonly Member[])[] = [];
  for (let nth = 0; nth < books; nth++) {
    const size = Math.floor(devices / books) + (nth < devices % books ? 1 : 0);
    all.push(await foundMembers(size, ORIGIN, ports));
  }
  return all;
};

/** The whole of a load: nodes, devices, work, and the reading back of what was acknowledged. */
export const runLoad = async (options: LoadOptions): Promise<Report> => {
  const { data, remove } = await prepareData(options.store);
  try {
    const cluster = await startCluster(data, options.nodes);
    try {
      return await loadCluster(cluster, data, options);
    } finally {
      await cluster.stop();
    }
  } finally {
    await remove();
  }
};

const loadCluster = async (cluster: Cluster, data: string, options: LoadOptions): Promise<Report> => {
  const ports = { ...(await newPorts()), crypto: await createServerCrypto() };
  const tally: Tally = { acknowledged: new Set(), reconnectMs: [], delivered: 0 };
  const around: Surroundings = { ports, cluster, tally, lines: await writeLines(LINES) };
  say(`making ${options.devices} devices in ${options.books} books …`);
  const books = await foundAll(options, ports);
  const measured = options.idle
    ? await beIdle(books.flat(), options, around)
    : await work(books.flat(), options, around);
  for (const device of measured.devices) device.close();
  say('reading back …');
  for (let at = 0; at < options.nodes; at++) await cluster.replace(at);
  const founders = books.map(([founder]) => founder!);
  const { lost, duplicated } = await readBack(founders, data, around);
  const { devices: _, ...figures } = measured;
  return { ...figures, lost, duplicated, serverRssMb: Math.round(await cluster.peakMb()) };
};

type Measured = Omit<Report, 'lost' | 'duplicated' | 'serverRssMb'> & {
  readonly devices: readonly LoadDevice[];
};

const beIdle = async (
  members: readonly Member[],
  { seconds }: LoadOptions,
  around: Surroundings,
): Promise<Measured> => {
  say(`connecting ${members.length} devices, which are silent …`);
  const { kbPerConnection, devices } = await measureIdle(members, seconds, around);
  return {
    acked: 0,
    ackedPerSecond: 0,
    p50Ms: null,
    p99Ms: null,
    delivered: 0,
    kills: 0,
    serverCpuUsPerSegment: null,
    idleKbPerConnection: rounded(kbPerConnection),
    mostDownMs: null,
    reconnectP99Ms: null,
    devices,
  };
};

const work = async (
  members: readonly Member[],
  { seconds, nodes, kill }: LoadOptions,
  around: Surroundings,
): Promise<Measured> => {
  const { cluster, tally } = around;
  say(`connecting ${members.length} devices …`);
  const devices = members.map((member, nth) => startDevice(member, nth, around));
  await Promise.all(devices.map((device) => device.settled()));
  tally.delivered = 0;
  say(`writing for ${seconds} s …`);
  const cpuBefore = await cluster.cpuUs();
  const began = performance.now();
  const end = began + seconds * 1_000;
  const [{ took, last }] = await Promise.all([
    workUntil(devices, end),
    kill ? killInTurn(cluster, nodes, devices, end) : undefined,
  ]);
  const cpu = (await cluster.cpuUs()) - cpuBefore;
  return {
    acked: took.length,
    ackedPerSecond: Math.round(took.length / ((last - began) / 1_000)),
    p50Ms: rounded(percentile(took, 0.5)),
    p99Ms: rounded(percentile(took, 0.99)),
    delivered: tally.delivered,
    kills: cluster.kills(),
    serverCpuUsPerSegment: rounded(cpu / took.length),
    idleKbPerConnection: null,
    mostDownMs: kill ? rounded(cluster.mostDownMs()) : null,
    reconnectP99Ms: kill ? rounded(percentile(tally.reconnectMs, 0.99)) : null,
    devices,
  };
};

const rounded = (value: number): number => Number(value.toPrecision(4));
