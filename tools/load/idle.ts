import { setTimeout as sleep } from 'node:timers/promises';
import { startDevice, type LoadDevice, type Surroundings } from './device.ts';
import type { Member } from './members.ts';

/** Connected first, and not counted: what a node needs once, and makes of its code when it is first used. */
const FIRST_PART = 0.2;

/**
 * KB that the nodes hold on to for each connected and silent device, after `seconds` of silence. What the process takes
 * of the machine says little of it: that grows with the garbage of so many handshakes at once, and is not given back.
 */
export const measureIdle = async (
  members: readonly Member[],
  seconds: number,
  around: Surroundings,
): Promise<{ readonly kbPerConnection: number; readonly devices: readonly LoadDevice[] }> => {
  const connect = async (some: readonly Member[], from: number): Promise<readonly LoadDevice[]> => {
    const started = some.map((member, i) => startDevice(member, from + i, around));
    await Promise.all(started.map((device) => device.settled()));
    await sleep(seconds * 1_000);
    return started;
  };
  const first = Math.ceil(members.length * FIRST_PART);
  const early = await connect(members.slice(0, first), 0);
  const before = await around.cluster.heldKb();
  const late = await connect(members.slice(first), first);
  const after = await around.cluster.heldKb();
  return { kbPerConnection: (after - before) / late.length, devices: [...early, ...late] };
};
