import { startSynced } from '../../src/book/synced.ts';
import type { Refusal } from '../../src/sync/log-port.ts';
import { foundDevice, type Device } from './devices.ts';
import { scriptedServer } from './scripted-server.ts';

/** A device whose server is spoken by a test. */
export const syncedDevice = async (given?: Device) => {
  const ada = given ?? (await foundDevice());
  const server = scriptedServer(ada.identity.server);
  const refused: Refusal[] = [];
  const notTaken: Refusal[] = [];
  const faults: unknown[] = [];
  const skews: number[] = [];
  const synced = startSynced(
    ada.book,
    0,
    { ...ada.ports, transport: server.transport, timers: server.timers },
    {
      onStatus: () => undefined,
      onRefused: (refusal) => refused.push(refusal),
      onNotTaken: (refusals) => notTaken.push(...refusals),
      onFault: (error) => faults.push(error),
      onSkew: (skew) => skews.push(skew),
      onAcknowledged: () => undefined,
    },
  );
  const heads = await ada.book.log.heads();
  return { ada, server, synced, refused, notTaken, faults, skews, heads };
};
