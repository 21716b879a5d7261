import { createHash } from 'node:crypto';
import { bodyText, type BodyState } from '../../src/domain/body/state.ts';
import type { AggregateId, SegmentHash } from '../../src/kernel/ids.ts';
import { foundDevice, joinDevice, randomId, type Device } from './device.ts';
import { connectDevice, type Link } from './link.ts';
import { patchesToSplices } from './positions.ts';
import { startServer } from './server.ts';
import { countEvents, segmentsOf, sendAllAgain, untilEqual } from './settle.ts';
import type { Trace, Transaction } from './trace.ts';

const BODY = 'body:trace' as AggregateId;
/** Characters of a start content recorded in one command. */
const START_PART = 50_000;
const SEAL_AT = 1000;

export interface Replayed {
  readonly agents: number;
  readonly txns: number;
  /** Events of commands, as stored on one device. */
  readonly events: number;
  readonly segments: number;
  readonly converged: boolean;
  readonly textSha256: string;
  readonly expectedSha256: string;
  readonly duplicatesRefused: number;
  readonly ms: number;
}

/** One device of the replay: an agent, its connection, and the segments it has sealed. */
interface Agent {
  readonly device: Device;
  readonly link: Link;
  /** Ends of its sealed segments: how many of its transactions are in them, and the segment. */
  readonly sealed: { readonly count: number; readonly hash: SegmentHash }[];
  /** For each other agent, how many of its sealed segments have been released here. */
  readonly released: number[];
  made: number;
}

/**
 * Replays an editing trace on one device an agent. Before each transaction its device is given exactly the history
 * of its parents: an agent seals after each transaction that another one builds on, and the receiving device's gate
 * holds back what comes later.
 */
export const replay = async (trace: Trace, onProgress: (done: number) => void): Promise<Replayed> => {
  const started = performance.now();
  const server = await startServer();
  try {
    const devices = await startDevices(trace.agents, server.url);
    const agents: Agent[] = devices.map((device) => ({
      device,
      link: connectDevice(device, true),
      sealed: [],
      released: devices.map(() => 0),
      made: 0,
    }));
    await insertStart(agents[0]!, trace.startContent);
    const boundaries = findBoundaries(trace);
    for (const [i, txn] of trace.txns.entries()) {
      const agent = agents[txn.agent]!;
      await giveHistory(agents, agent, txn);
      await record(agent, txn);
      agent.made++;
      if (boundaries.has(i) || agent.device.book.pending() >= SEAL_AT) await seal(agent);
      if (i % 1000 === 0) onProgress(i / trace.txns.length);
    }
    for (const agent of agents) await seal(agent);
    for (const { link } of agents) await link.gate.open();
    await untilEqual(devices);
    const before = await Promise.all(devices.map((device) => device.book.stateHash()));
    const duplicatesRefused = await sendAllAgain(devices);
    const after = await Promise.all(devices.map((device) => device.book.stateHash()));
    const texts = await Promise.all(devices.map(textOf));
    for (const { link } of agents) link.close();
    const segments = await segmentsOf(devices[0]!);
    return {
      agents: trace.agents,
      txns: trace.txns.length,
      events: countEvents(segments),
      segments: segments.length,
      converged:
        texts.every((text) => text === trace.endContent) && new Set([...before, ...after]).size === 1,
      textSha256: sha256(texts[0]!),
      expectedSha256: sha256(trace.endContent),
      duplicatesRefused,
      ms: Math.round(performance.now() - started),
    };
  } finally {
    await server.stop();
  }
};

const startDevices = async (count: number, url: string): Promise<readonly Device[]> => {
  const first = await foundDevice('agent 1', url);
  const devices = [first];
  for (let i = 1; i < count; i++) devices.push(await joinDevice(`agent ${i + 1}`, first));
  const links = devices.map((device) => connectDevice(device, false));
  await untilEqual(devices);
  for (const link of links) link.close();
  return devices;
};

/** Transactions that another agent's transaction builds on, and nothing later of the same agent's. */
const findBoundaries = ({ txns, agents }: Trace): ReadonlySet<number> => {
  const indexes: number[][] = Array.from({ length: agents }, () => []);
  const boundaries = new Set<number>();
  for (const [i, { agent, knows }] of txns.entries()) {
    indexes[agent]!.push(i);
    knows.forEach((count, of) => {
      if (of !== agent && count > 0) boundaries.add(indexes[of]![count - 1]!);
    });
  }
  return boundaries;
};

const giveHistory = async (agents: readonly Agent[], agent: Agent, { knows }: Transaction): Promise<void> => {
  for (const [of, other] of agents.entries()) {
    if (other === agent) continue;
    for (
      let next = other.sealed[agent.released[of]!];
      next && next.count <= knows[of]!;
      next = other.sealed[agent.released[of]!]
    ) {
      agent.released[of]!++;
      await agent.link.gate.release(next.hash);
    }
  }
};

const record = async ({ device }: Agent, { patches }: Pick<Transaction, 'patches'>): Promise<void> => {
  // Where nothing is deleted or inserted there is no edit, and so no command.
  const edits = patches.filter(([, deleted, inserted]) => deleted > 0 || inserted !== '');
  if (edits.length === 0) return;
  const splices = patchesToSplices(await textOf(device), edits);
  const done = await device.book.execute({ id: randomId(), type: 'body.edit', aggregate: BODY, splices });
  if (!done.ok) throw new Error(`${device.name}: ${done.error.message}`);
};

const insertStart = async (agent: Agent, content: string): Promise<void> => {
  const points = [...content];
  for (let at = 0; at < points.length; at += START_PART)
    await record(agent, { patches: [[at, 0, points.slice(at, at + START_PART).join('')]] });
};

/** One seal may make several segments: what was folded in between starts a new one (CX1). */
const seal = async ({ device, sealed, made }: Agent): Promise<void> => {
  const unsubscribe = device.book.subscribe(({ fresh }) => {
    for (const { head } of fresh)
      if (head.device === device.book.identity.device) sealed.push({ count: made, hash: head.hash });
  });
  await device.book.seal();
  unsubscribe();
};

const textOf = async ({ book }: Device): Promise<string> =>
  bodyText((await book.aggregate(BODY)).folded.state as BodyState);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
