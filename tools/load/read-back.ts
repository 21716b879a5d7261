import { openHoldings } from '../../sync-server/open-store.ts';
import type { SegmentHash } from '../../src/kernel/ids.ts';
import { readStored, segmentToHead, type Segment } from '../../src/log/segment.ts';
import { systemTimers } from '../../src/platform/clock.ts';
import { startClient } from '../../src/sync/client.ts';
import { isCaughtUp } from '../../src/sync/session.ts';
import type { Surroundings } from './device.ts';
import { createHeldLog } from './held-log.ts';
import type { Member } from './members.ts';
import { balancedTransport } from './transport.ts';

const AT_ONCE = 8;

export interface ReadBack {
  readonly lost: number;
  readonly duplicated: number;
}

/**
 * Reads every book as a device that has nothing of it, through a server that none of the devices has talked to, and
 * counts what the database holds.
 */
export const readBack = async (
  founders: readonly Member[],
  data: string,
  around: Surroundings,
): Promise<ReadBack> => {
  const found = new Set<SegmentHash>();
  const places = new Set<string>();
  const left = [...founders];
  const readOn = async (): Promise<void> => {
    for (let founder = left.pop(); founder; founder = left.pop())
      for (const segment of await readBook(founder, around)) {
        found.add(segment.hash);
        places.add(`${segment.header.device} ${segmentToHead(segment).seq}`);
      }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readOn));
  const stored = await countStored(data);
  return {
    lost: [...around.tally.acknowledged].filter((hash) => !found.has(hash)).length,
    duplicated: stored - places.size,
  };
};

/** With whole bodies: what is spoilt is not taken, and so counts as lost. */
const readBook = ({ identity, proof }: Member, around: Surroundings): Promise<readonly Segment[]> => {
  const { crypto, clock, random } = around.ports;
  const log = createHeldLog(identity.device, crypto);
  const segments: Segment[] = [];
  return new Promise((resolve, reject) => {
    const client = startClient(
      {
        server: identity.server,
        book: identity.book,
        device: identity.device,
        signing: identity.signing,
        log: {
          ...log,
          take: async (list) => {
            const taken = await log.take(list);
            segments.push(...taken.admitted.map(({ bytes }) => readStored(bytes, crypto)));
            if (taken.admitted.length > 0) client.committed(taken.admitted);
            return taken;
          },
        },
        proof: async () => proof,
        isEnrolled: () => true,
        onState: (state) => {
          if (state.type === 'stopped') reject(new Error(state.failure.message));
          if (state.type !== 'live' || !isCaughtUp(state.session)) return;
          client.close();
          resolve(segments);
        },
        onFault: reject,
        onRefused: ({ failure }) => reject(new Error(failure.message)),
        onNotTaken: () => undefined,
      },
      {
        crypto,
        clock,
        random,
        timers: systemTimers,
        transport: balancedTransport(around.cluster, 0, () => undefined),
      },
    );
  });
};

const countStored = async (data: string): Promise<number> => {
  const holdings = await openHoldings(data);
  if (!holdings.ok) throw new Error(holdings.error.message);
  try {
    return await holdings.value.count();
  } finally {
    await holdings.value.close();
  }
};
