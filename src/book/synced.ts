import type { Book } from '../book.ts';
import { startClient, type Client } from '../sync/client.ts';
import type { ClientPorts, ClientState } from '../sync/client-options.ts';
import type { Refusal } from '../sync/log-port.ts';
import type { SyncStatus } from './api.ts';
import { SEAL_AT } from './sealing.ts';
import { acknowledgedOwn, factsToStatus } from './status.ts';

export interface SyncedEvents {
  onStatus(status: SyncStatus): void;
  onRefused(refusal: Refusal): void;
  onNotTaken(refusals: readonly Refusal[]): void;
  onFault(error: unknown): void;
  /** The server's clock less this device's, in milliseconds, at each connection (CO2). */
  onSkew(skew: number): void;
  /** So many own events are with the server: worth remembering for the next start without a network. */
  onAcknowledged(count: number): void;
}

/** A book that is kept in sync: seals what is recorded, and talks to the server. */
export interface Synced {
  status(): SyncStatus;
  wake(): void;
  /** There is no network. */
  cut(): void;
  /** Another window has written: an invitation, say, which only this one can send. */
  heard(): void;
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
      recorded: book.recorded(),
      acknowledged: known,
      since,
    });
  const tell = (): void => events.onStatus(status());
  const isLive = (): boolean => state?.type === 'live';
  const seal = (): Promise<void> => {
    sealing ??= sealOnce();
    return sealing;
  };
  const sealOnce = async (): Promise<void> => {
    const recorded = book.recorded();
    try {
      await book.seal();
    } catch (error) {
      // What is pending stays pending, and is sealed with the next command or connection: no loop on a full disk.
      sealing = undefined;
      events.onFault(error);
      return;
    }
    sealing = undefined;
    // Recorded while the last seal was being written. What this seal has left would be left by the next one too.
    if (isLive() && book.pending() > 0 && book.recorded() !== recorded) await seal();
  };
  const follow = (next: ClientState): void => {
    const wasLive = isLive();
    state = next;
    if (next.type === 'live') {
      const count = acknowledgedOwn(next.session, book);
      if (count !== known && next.session.theirs) {
        known = count;
        events.onAcknowledged(count);
      }
      if (known >= book.recorded()) since = null;
      if (!wasLive) events.onSkew(next.skew);
      if (!wasLive && book.pending() > 0) void seal();
    }
    tell();
  };

  const client: Client = startClient(
    {
      server: book.identity.server,
      book: book.identity.book,
      // New keys (FK2) are shown from the next connection on: this one stays with those it was let in by.
      get device() {
        return book.identity.device;
      },
      get signing() {
        return book.identity.signing;
      },
      log: book.log,
      proof: () => book.proof(),
      isEnrolled: () => book.isEnrolled(),
      onState: follow,
      onRefused: (refusal) => events.onRefused(refusal),
      onNotTaken: (refusals) => events.onNotTaken(refusals),
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
    cut: () => client.cut(),
    heard: () => client.committed([]),
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
