import { pagesOf } from '../../sync-server/holdings/holdings.ts';
import { openHoldings } from '../../sync-server/open-store.ts';
import type { SegmentHash } from '../../src/kernel/ids.ts';
import { systemTimers } from '../../src/platform/clock.ts';
import { startClient } from '../../src/sync/client.ts';
import { isCaughtUp } from '../../src/sync/session.ts';
import type { Surroundings } from './device.ts';
import { createHeldLog } from './held-log.ts';
import type { Member } from './members.ts';
import { balancedTransport } from './transport.ts';

const AT_ONCE = 8;
/** Without anything new, after which what has not come is lost. */
const PATIENCE_MS = 30_000;

export interface ReadBack {
  readonly lost: number;
  readonly duplicated: number;
}

/**
 * Reads every book as a device that has nothing of it, through a server that none of the devices has talked to, and
 * looks through the database for what is there twice.
 */
export const readBack = async (
  founders: readonly Member[],
  data: string,
  around: Surroundings,
): Promise<ReadBack> => {
  const found = new Set<SegmentHash>();
  const left = [...founders];
  const readOn = async (): Promise<void> => {
    for (let founder = left.pop(); founder; founder = left.pop())
      for (const hash of await readBook(founder, around)) found.add(hash);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readOn));
  return {
    lost: [...around.tally.acknowledged].filter((hash) => !found.has(hash)).length,
    duplicated: await countTwice(data),
  };
};

/** With whole bodies: what is spoilt is not taken, and so counts as lost. */
const readBook = ({ identity, proof }: Member, around: Surroundings): Promise<readonly SegmentHash[]> => {
  const { crypto, clock, random } = around.ports;
  const log = createHeldLog(identity.device, crypto);
  const hashes: SegmentHash[] = [];
  return new Promise((resolve, reject) => {
    const end = (): void => {
      patience.close();
      client.close();
      resolve(hashes);
    };
    const patience = setTimeout(end, PATIENCE_MS);
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
            hashes.push(...taken.admitted.map(({ head }) => head.hash));
            if (taken.admitted.length > 0) {
              patience.refresh();
              client.committed(taken.admitted);
            }
            return taken;
          },
        },
        proof: async () => proof,
        isEnrolled: () => true,
        onState: (state) => {
          if (state.type === 'stopped') reject(new Error(state.failure.message));
          if (state.type === 'live' && isCaughtUp(state.session)) end();
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

/** Segments in the database at a place of a log that has another one, or the same again. */
const countTwice = async (data: string): Promise<number> => {
  const opened = await openHoldings(data);
  if (!opened.ok) throw new Error(opened.error.message);
  const holdings = opened.value;
  let twice = 0;
  try {
    for (const book of await holdings.books())
      for (const device of await holdings.devices(book)) {
        let last = 0;
        for await (const page of pagesOf(holdings, book, device))
          for (const { lastSeq } of page) {
            if (lastSeq === last) twice++;
            last = lastSeq;
          }
      }
    return twice;
  } finally {
    await holdings.close();
  }
};
