/** Whole engines over real sockets to a real server. */
import { expect, onTestFinished } from 'vitest';
import { startSynced, type Synced } from '../../src/book/synced.ts';
import type { Timers } from '../../src/kernel/ports.ts';
import { systemTimers } from '../../src/platform/clock.ts';
import { webSocketTransport } from '../../src/platform/web-socket.ts';
import type { Transport } from '../../src/sync/transport.ts';
import type { Device } from './devices.ts';

export interface Online {
  readonly device: Device;
  readonly synced: Synced;
  /** Connections it has made. */
  dials(): number;
}

/** Over a real socket, or as is said, and counted. */
export const goOnline = (
  device: Device,
  transport: Transport = webSocketTransport,
  timers: Timers = systemTimers,
): Online => {
  let dials = 0;
  const synced = startSynced(
    device.book,
    0,
    {
      ...device.ports,
      timers,
      transport: {
        connect: (origin, handlers) => {
          dials++;
          return transport.connect(origin, handlers);
        },
      },
    },
    {
      onStatus: () => undefined,
      onRefused: ({ failure }) => expect.fail(failure.message),
      onNotTaken: ([first]) => expect.fail(first!.failure.message),
      onFault: (error) => expect.fail(String(error)),
      onSkew: () => undefined,
      onAcknowledged: () => undefined,
    },
  );
  onTestFinished(() => synced.stop());
  return { device, synced, dials: () => dials };
};

/** Milliseconds: thousands of branches are much work where many tests share two cores. */
const PATIENCE = 60_000;

/** Each with all that the others have, and told so by the server. */
export const settled = async (...devices: readonly Online[]): Promise<void> => {
  const look = () =>
    Promise.all(
      devices.map(async ({ device, synced }) => {
        const heads = await device.book.log.heads();
        return { ...synced.status(), heads: heads.map(({ hash }) => hash).toSorted() };
      }),
    );
  const wanted = expect.objectContaining({ state: 'up-to-date' });
  await expect.poll(look, { timeout: PATIENCE }).toEqual(devices.map(() => wanted));
  const logs = async (): Promise<number> => new Set((await look()).map(({ heads }) => heads.join())).size;
  await expect.poll(logs, { timeout: PATIENCE }).toBe(1);
};
