import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import type { LoadDevice } from './device.ts';

/** From the start to the end of the first node. */
const KILL_AFTER_MS = 2_000;
/** From a node's being up again to the next one's end: devices are connected long enough to believe in it. */
const KILL_EVERY_MS = 8_000;

/** Every device writes one segment after another, each as soon as the one before is acknowledged; milliseconds each. */
export const workUntil = async (devices: readonly LoadDevice[], end: number): Promise<readonly number[]> => {
  const took: number[] = [];
  const work = async (device: LoadDevice): Promise<void> => {
    for (let began = performance.now(); began < end; began = performance.now()) {
      await device.write();
      took.push(performance.now() - began);
    }
  };
  await Promise.all(devices.map(work));
  return took;
};

/** One node after another, until `end`; the last to be killed is up again when this resolves. */
export const killInTurn = async (cluster: Cluster, nodes: number, end: number): Promise<void> => {
  let wait = KILL_AFTER_MS;
  for (let nth = 0; performance.now() + wait < end; nth++) {
    await sleep(wait);
    await cluster.replace(nth % nodes);
    wait = KILL_EVERY_MS;
  }
};
