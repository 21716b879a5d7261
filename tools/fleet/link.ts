import type { Bytes } from '../../src/kernel/bytes.ts';
import type { SegmentHash } from '../../src/kernel/ids.ts';
import { systemClock, systemRandom, systemTimers } from '../../src/platform/clock.ts';
import { createCrypto } from '../../src/platform/crypto.ts';
import { webSocketTransport } from '../../src/platform/web-socket.ts';
import { startClient } from '../../src/sync/client.ts';
import type { ClientState } from '../../src/sync/client-options.ts';
import type { LogPort, Taken } from '../../src/sync/log-port.ts';
import { acknowledgedOwn } from '../../src/book/status.ts';
import { parseSegment } from '../../src/log/segment.ts';
import type { Device } from './device.ts';

const crypto = await createCrypto();
const ports = {
  crypto,
  clock: systemClock,
  random: systemRandom,
  timers: systemTimers,
  transport: webSocketTransport,
};

/** What came from the server and is held back until it is asked for. */
export interface Gate {
  /** Hands over exactly this segment, once it has come from the server. */
  release(hash: SegmentHash): Promise<void>;
  /** From now on everything goes through. */
  open(): Promise<void>;
}

/** A device's connection to the server: real sockets, the app's client. */
export interface Link {
  readonly gate: Gate;
  /** Resolves when the server has every own event durably. */
  delivered(): Promise<void>;
  close(): void;
}

/** Connects a device. With `gated`, what the server sends is held back until it is released. */
export const connectDevice = (device: Device, gated: boolean): Link => {
  const { book } = device;
  const waiting: (() => void)[] = [];
  let acknowledged = 0;
  const { log, gate } = gateLog(book.log, gated);
  const client = startClient(
    {
      server: book.identity.server,
      book: book.identity.book,
      device: book.identity.device,
      signing: book.identity.signing,
      log,
      proof: () => book.proof(),
      isEnrolled: () => book.isEnrolled(),
      onState: (state: ClientState) => {
        if (state.type === 'stopped') throw new Error(`${device.name}: ${state.failure.message}`);
        if (state.type === 'live') acknowledged = acknowledgedOwn(state.session, book);
        for (const look of waiting.splice(0)) look();
      },
      onFault: (error) => {
        throw error;
      },
      onNotTaken: ([first]) => {
        throw new Error(first!.failure.message);
      },
      onRefused: ({ failure }) => {
        throw new Error(`${device.name}: the server refused a segment: ${failure.message}`);
      },
    },
    ports,
  );
  const unsubscribe = book.subscribe(({ fresh }) => {
    if (fresh.length > 0) client.committed(fresh);
  });
  return {
    gate,
    delivered: async () => {
      while (acknowledged < book.recorded()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    close: () => {
      unsubscribe();
      client.close();
    },
  };
};

const NOTHING: Taken = { admitted: [], duplicates: 0, held: 0, refused: [] };

const gateLog = (log: LogPort, gated: boolean): { readonly log: LogPort; readonly gate: Gate } => {
  const held = new Map<SegmentHash, Bytes>();
  const wanted = new Map<SegmentHash, () => void>();
  let isOpen = !gated;
  const take = async (bytes: readonly Bytes[]): Promise<void> => {
    const taken = await log.take(bytes);
    if (taken.refused.length > 0) throw new Error(taken.refused[0]!.failure.message);
  };
  return {
    log: {
      ...log,
      take: async (segments) => {
        if (isOpen) return log.take(segments);
        for (const bytes of segments) {
          const segment = parseSegment(bytes, crypto.sha256);
          if (!segment.ok) throw new Error(segment.error.message);
          held.set(segment.value.hash, bytes);
          wanted.get(segment.value.hash)?.();
        }
        return NOTHING;
      },
    },
    gate: {
      release: async (hash) => {
        if (!held.has(hash)) await new Promise<void>((resolve) => wanted.set(hash, resolve));
        wanted.delete(hash);
        await take([held.get(hash)!]);
        held.delete(hash);
      },
      open: async () => {
        isOpen = true;
        await take([...held.values()]);
        held.clear();
      },
    },
  };
};
