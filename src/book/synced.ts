import type { Book } from '../book.ts';
import { startClient, type Client } from '../sync/client.ts';
import type { ClientPorts, ClientState } from '../sync/client-options.ts';
import type { Refusal } from '../sync/log-port.ts';
import type { SyncStatus } from './api.ts';
import { SEAL_AT } from './sealing.ts';
import { acknowledgedSeq, factsToStatus } from './status.ts';

export interface SyncedEvents {
  onStatus(status: SyncStatus): void;
  onRefused(refusal: Refusal): void;
  onFault(error: unknown): void;
  /** The server's clock less this device's, in milliseconds, at each connection (CO2). */
  onSkew(skew: number): void;
  /** Own events up to `seq` are with the server: worth remembering for the next start without a network. */
  onAcknowledged(seq: number): void;
}

/** A book that is kept in sync: seals what is recorded, and talks to the server. */
export interface Synced {
  status(): SyncStatus;
  wake(): void;
  /** Seals and sends whatever waits. */
  syncNow(): Promise<void>;
  stop(): void;
}

/**
 * Online every command is sealed at once; offline it waits for company, so that offline work makes few, large
 * segments. `acknowledged` is what is remembered of an earlier run.
 */
export const startSynced = (
  book: Book,
  acknowledged: number,
  ports: ClientPorts,
  events: SyncedEvents,
): Synced => {
  let state: ClientState | undefined;
  let known = acknowledged;
  let since: number | null = null;
  let sealing: Promise<void> | undefined;

  const status = (): SyncStatus =>
    factsToStatus({
      enrolled: book.isEnrolled(),
      client: state,
      lastSeq: book.lastSeq(),
      acknowledged: known,
      since,
      now: ports.clock.now(),
    });
  const tell = (): void => events.onStatus(status());
  const isLive = (): boolean => state?.type === 'live';
  const seal = (): Promise<void> => {
    sealing ??= sealOnce();
    return sealing;
  };
  const sealOnce = async (): Promise<void> => {
    try {
      await book.seal();
    } catch (error) {
      // What is pending stays pending, and is sealed with the next command or connection: no loop on a full disk.
      sealing = undefined;
      events.onFault(error);
      return;
    }
    sealing = undefined;
    // Recorded while the last seal was being written.
    if (isLive() && book.pending() > 0) await seal();
  };
  const follow = (next: ClientState): void => {
    const wasLive = isLive();
    state = next;
    if (next.type === 'live') {
      // Of a forked log the other branch may be longer than the one this device goes on with.
      const sealed = book.lastSeq() - book.pending();
      const seq = Math.min(sealed, acknowledgedSeq(next.session, book.identity.device));
      if (seq !== known && next.session.theirs) {
        known = seq;
        events.onAcknowledged(seq);
      }
      if (known >= book.lastSeq()) since = null;
      if (!wasLive) events.onSkew(next.skew);
      if (!wasLive && book.pending() > 0) void seal();
    }
    tell();
  };

  const client: Client = startClient(
    {
      server: book.identity.server,
      book: book.identity.book,
      device: book.identity.device,
      signing: book.identity.signing,
      log: book.log,
      proof: () => book.proof(),
      isEnrolled: () => book.isEnrolled(),
      onState: follow,
      onRefused: (refusal) => events.onRefused(refusal),
      onFault: (error) => events.onFault(error),
    },
    ports,
  );
  const unsubscribe = book.subscribe((change) => {
    if (change.pending) {
      since ??= ports.clock.now();
      if (isLive() || book.pending() >= SEAL_AT) void seal();
    }
    if (change.fresh.length > 0) client.committed(change.fresh);
    tell();
  });
  return {
    status,
    wake: () => client.wake(),
    syncNow: async () => {
      await seal();
      client.wake();
    },
    stop: () => {
      unsubscribe();
      client.close();
    },
  };
};
