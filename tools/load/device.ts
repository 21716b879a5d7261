import type { Lines } from '../bench/book/foreign-book.ts';
import type { BookPorts } from '../../src/book/engine.ts';
import type { SegmentHash } from '../../src/kernel/ids.ts';
import { systemTimers } from '../../src/platform/clock.ts';
import { startClient } from '../../src/sync/client.ts';
import type { ClientState } from '../../src/sync/client-options.ts';
import { isAcknowledged, isCaughtUp, type Session } from '../../src/sync/session.ts';
import type { Cluster } from './cluster.ts';
import { createHeldLog } from './held-log.ts';
import type { Member } from './members.ts';
import { createPen } from './pen.ts';
import { balancedTransport } from './transport.ts';
import { createWaiting } from '../waiting.ts';

/** Of all devices together. */
export interface Tally {
  readonly acknowledged: Set<SegmentHash>;
  readonly reconnectMs: number[];
  delivered: number;
}

/** A device with the app's own session and client, and nothing behind them that reads what it receives. */
export interface LoadDevice {
  /** Seals one event, and resolves once the server has it durably. */
  write(): Promise<void>;
  /** Resolves once the server has all that is here, and all that the server has is here. */
  settled(): Promise<void>;
  /** Resolves once the server has let it in again since its connection was last lost: at once, if it was not. */
  back(): Promise<void>;
  close(): void;
}

export interface Surroundings {
  readonly ports: Omit<BookPorts, 'store'>;
  readonly cluster: Cluster;
  readonly tally: Tally;
  /** What is written, over and over. */
  readonly lines: Lines;
}

/** `nth` says which node it begins at, and where in the lines. */
export const startDevice = (
  member: Member,
  nth: number,
  { ports, cluster, tally, lines }: Surroundings,
): LoadDevice => {
  const { crypto, random } = ports;
  const { identity } = member;
  const { book, device, signing } = identity;
  const pen = createPen(member, lines, ports, nth);
  const log = createHeldLog(device, crypto);
  for (const segment of member.log) log.append(segment);
  let session: Session | undefined;
  let acknowledged = 0;
  let lostAt: number | undefined;
  const { until, look } = createWaiting();

  const hear = (state: ClientState): void => {
    if (state.type === 'stopped') throw new Error(`A device was sent away: ${state.failure.message}`);
    session = state.type === 'live' ? state.session : undefined;
    if (session?.theirs && lostAt !== undefined) {
      tally.reconnectMs.push(performance.now() - lostAt);
      lostAt = undefined;
    }
    const seq = session?.theirs?.find((one) => one.device === device)?.seq ?? 0;
    if (seq > acknowledged) {
      acknowledged = seq;
      for (const hash of log.acknowledge(seq)) tally.acknowledged.add(hash);
    }
    look();
  };

  const transport = balancedTransport(cluster, nth, (since) => {
    lostAt ??= since;
  });
  const client = startClient(
    {
      server: identity.server,
      book,
      device,
      signing,
      log: {
        ...log,
        take: async (list) => {
          const taken = await log.take(list);
          tally.delivered += taken.admitted.length;
          if (taken.admitted.length > 0) client.committed(taken.admitted);
          return taken;
        },
      },
      proof: async () => member.proof,
      isEnrolled: () => true,
      onState: hear,
      onFault: (error) => {
        throw error;
      },
      onRefused: ({ failure }) => {
        throw new Error(`The server refused a segment: ${failure.message}`);
      },
      onNotTaken: ([first]) => {
        throw new Error(`The server sent what is no segment: ${first!.failure.message}`);
      },
    },
    { crypto, random, clock: ports.clock, timers: systemTimers, transport },
  );

  return {
    write: async () => {
      const segment = await pen.write(log.seen());
      client.committed([log.append(segment)]);
      await until(() => acknowledged >= pen.head().seq);
    },
    settled: () => until(() => session !== undefined && isAcknowledged(session) && isCaughtUp(session)),
    back: () => until(() => lostAt === undefined),
    close: () => client.close(),
  };
};
