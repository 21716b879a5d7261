import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import type { LoadDevice } from './device.ts';

/** From the start to the end of the first node. */
const KILL_AFTER_MS = 2_000;
/**
 * From all devices' being back to the next node's end: each has been connected for so long that it believes in it, and
 * begins with its shortest wait again.
 */
const KILL_EVERY_MS = 8_000;

export interface Worked {
  /** Milliseconds to each acknowledgement. */
  readonly took: readonly number[];
  /** When the last of them came, by `performance.now()`. */
  readonly last: number;
}

/** After the end, for what is under way: what a server has lost would be waited for without end. */
const GRACE_MS = 60_000;

/**
 * Every device writes one segment after another, each as soon as the one before is acknowledged, and then has what the
 * others wrote.
 */
export const workUntil = async (devices: readonly LoadDevice[], end: number): Promise<Worked> => {
  const took: number[] = [];
  let last = performance.now();
  const work = async (device: LoadDevice): Promise<void> => {
    for (let began = performance.now(); began < end; began = performance.now()) {
      await device.write();
      last = performance.now();
      took.push(last - began);
    }
  };
  const all = Promise.all(devices.map(work)).then(() => Promise.all(devices.map((one) => one.settled())));
  await Promise.race([all, sleep(end - performance.now() + GRACE_MS, undefined, { ref: false })]);
  return { took, last };
};

/** One node after another, until `end`; the last to be killed is up again when this resolves. */
export const killInTurn = async (
  cluster: Cluster,
  nodes: number,
  devices: readonly LoadDevice[],
  end: number,
): Promise<void> => {
  let wait = KILL_AFTER_MS;
  for (let nth = 0; performance.now() + wait < end; nth++) {
    await sleep(wait);
    await cluster.replace(nth % nodes);
    const left = Math.max(0, end - performance.now());
    await Promise.race([Promise.all(devices.map((device) => device.back())), sleep(left)]);
    wait = KILL_EVERY_MS;
  }
};
