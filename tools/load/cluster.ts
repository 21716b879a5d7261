import { startProbed, type ServerNode } from '../server/node.ts';
import { cpuUs, peakKb } from '../server/usage.ts';

/** What devices dial, whichever node then answers: as behind a balancer, which names no node either. */
export const ORIGIN = 'http://load.example';

/** All devices of a load come from one address. */
const SETTINGS = ['--public-origin', ORIGIN, '--new-books', '--handshakes', '1000000'];
const PROBE = new URL('probe.ts', import.meta.url);
const KB_A_MB = 1024;

export interface Standing {
  readonly node: ServerNode;
  /** When it was killed, by `performance.now()`. */
  killedAt?: number;
}

/** Nodes over one database. */
export interface Cluster {
  /** The next that is up, counted round from `from`; undefined while none is. */
  pick(from: number): { readonly at: number; readonly standing: Standing } | undefined;
  /** Ends one by SIGKILL and starts another in its place. */
  replace(at: number): Promise<void>;
  kills(): number;
  /** The longest that one took to start in the place of another, from the other's end. */
  mostDownMs(): number;
  /** Of all nodes there have been, microseconds. */
  cpuUs(): Promise<number>;
  /** The most that one has taken. */
  peakMb(): Promise<number>;
  /** What all of them hold on to, their garbage collected. */
  heldKb(): Promise<number>;
  stop(): Promise<void>;
}

export const startCluster = async (data: string, count: number): Promise<Cluster> => {
  const start = async (): Promise<Standing> => ({
    node: await startProbed(PROBE, '--data', data, ...SETTINGS),
  });
  const up: (Standing | undefined)[] = [];
  // One after another: the first makes the tables.
  for (let at = 0; at < count; at++) up.push(await start());
  let [kills, mostDownMs] = [0, 0];
  let [spentUs, peak] = [0, 0];

  const running = (): readonly ServerNode[] => up.flatMap((standing) => (standing ? [standing.node] : []));
  const account = async ({ pid }: ServerNode): Promise<void> => {
    spentUs += await cpuUs(pid);
    peak = Math.max(peak, await peakKb(pid));
  };

  return {
    pick: (from) => {
      for (let step = 0; step < count; step++) {
        const at = (from + step) % count;
        const standing = up[at];
        if (standing) return { at, standing };
      }
      return undefined;
    },
    replace: async (at) => {
      const standing = up[at];
      if (!standing) throw new Error(`Node ${at} is not up.`);
      await account(standing.node);
      up[at] = undefined;
      const killedAt = performance.now();
      standing.killedAt = killedAt;
      kills++;
      await standing.node.end('SIGKILL');
      up[at] = await start();
      mostDownMs = Math.max(mostDownMs, performance.now() - killedAt);
    },
    kills: () => kills,
    mostDownMs: () => mostDownMs,
    cpuUs: async () =>
      (await Promise.all(running().map(({ pid }) => cpuUs(pid)))).reduce((sum, one) => sum + one, spentUs),
    peakMb: async () =>
      Math.max(peak, ...(await Promise.all(running().map(({ pid }) => peakKb(pid))))) / KB_A_MB,
    heldKb: async () => {
      const held = (await Promise.all(running().map((node) => node.ask()))) as readonly number[];
      return held.reduce((sum, one) => sum + one, 0);
    },
    stop: async () => {
      await Promise.all(running().map((node) => node.end('SIGTERM')));
    },
  };
};
