/** The real server, killed again and again while real devices record. */
import { expect, onTestFinished } from 'vitest';
import { createCrypto } from '../../src/platform/crypto.ts';
import { foundDevice, joinDevice, type Device } from '../../tools/fleet/device.ts';
import { connectDevice } from '../../tools/fleet/link.ts';
import { untilEqual } from '../../tools/fleet/settle.ts';
import { bytesToBase64 } from '../../src/kernel/bytes.ts';
import { startWork, type Worker } from './fleet-load.ts';
import { seededPick } from './fleet-trace.ts';
import { spawnServer, temporaryFolder, type ServerProcess } from './run-server.ts';
import { enter } from './sync-device.ts';

const crypto = await createCrypto();

/** A killed server's acknowledgements lost, whatever else the devices would make good later. */
const expectNothingLost = async (data: string, workers: readonly Worker[]): Promise<void> => {
  const acknowledged = workers.map((worker) => worker.acknowledged());
  // On a port that no device knows: none of them can give it back what it has lost.
  const server = await spawnServer(['--data', data]);
  const { book } = workers[0]!.device;
  const { device, signing, sealing } = book.identity;
  const proof = (await book.proof()).map(bytesToBase64);
  const claim = { book: book.identity.book, device, keys: { signing, sealing }, proof };
  const witness = await enter(server.url!, claim, crypto);
  const there = workers.map((worker) => {
    const own = witness.heads.filter((head) => head.device === worker.device.book.identity.device);
    return Math.max(0, ...own.map((head) => head.seq));
  });
  for (const [i, seq] of acknowledged.entries()) expect(there[i]).toBeGreaterThanOrEqual(seq);
  await kill(server);
};

const kill = async (server: ServerProcess): Promise<void> => {
  server.child.kill('SIGKILL');
  expect(await server.ended()).toBe('SIGKILL');
};

const startDevices = async (count: number, url: string): Promise<readonly Device[]> => {
  const first = await foundDevice('device 1', url);
  const devices = [first];
  for (let i = 1; i < count; i++) devices.push(await joinDevice(`device ${i + 1}`, first));
  const links = devices.map((device) => connectDevice(device, false));
  await untilEqual(devices);
  for (const link of links) link.close();
  return devices;
};

/** Kills it `kills` times, each a random number of acknowledgements after the restart; then all devices agree.
 * Answers how many events were acknowledged. */
export const killServer = async (kills: number, seed: number): Promise<number> => {
  const pick = seededPick(seed);
  const data = temporaryFolder();
  let server = await spawnServer(['--data', data]);
  const { port } = new URL(server.url!);
  const workers = (await startDevices(3, server.url!)).map(startWork);
  onTestFinished(() => workers.forEach((worker) => worker.stop()));
  for (let nth = 0; nth < kills; nth++) {
    const target = workers[pick(workers.length)]!;
    await target.untilAcknowledged(target.acknowledged() + 1 + pick(40));
    await kill(server);
    await expectNothingLost(data, workers);
    server = await spawnServer(['--data', data, '--port', port]);
    for (const worker of workers) worker.wake();
  }
  await Promise.all(workers.map((worker) => worker.rest()));
  const devices = workers.map((worker) => worker.device);
  await untilEqual(devices);
  const hashes = await Promise.all(devices.map(({ book }) => book.stateHash()));
  expect(new Set(hashes).size).toBe(1);
  return workers.reduce((sum, worker) => sum + worker.acknowledged(), 0);
};
