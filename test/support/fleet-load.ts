/** Devices that record as fast as they can and keep in sync by the app's own driver. */
import { startSynced, type Synced } from '../../src/book/synced.ts';
import { systemClock, systemRandom, systemTimers } from '../../src/platform/clock.ts';
import { createCrypto } from '../../src/platform/crypto.ts';
import { webSocketTransport } from '../../src/platform/web-socket.ts';
import { randomId, type Device } from '../../tools/fleet/device.ts';
import { createWaiting } from '../../tools/waiting.ts';

/** Own events beyond what the server has, before a device pauses: else the downtime makes one endless log. */
const AHEAD = 60;

const ports = {
  crypto: await createCrypto(),
  clock: systemClock,
  random: systemRandom,
  timers: systemTimers,
  transport: webSocketTransport,
};

export interface Worker {
  readonly device: Device;
  /** Own events that the server has said to have durably. */
  acknowledged(): number;
  /** Resolves at the first acknowledgement of `seq` or more. */
  untilAcknowledged(seq: number): Promise<void>;
  wake(): void;
  /** Ends the recording, and resolves once the last command has been answered. */
  rest(): Promise<void>;
  /** Ends the connection too. */
  stop(): void;
}

export const startWork = (device: Device): Worker => {
  const { book } = device;
  let acknowledged = 0;
  const resting = new AbortController();
  const { until, look } = createWaiting();
  const synced: Synced = startSynced(book, 0, ports, {
    onStatus: ({ state }) => {
      if (state === 'stopped') throw new Error(`${device.name} was sent away.`);
    },
    onNotTaken: ([first]) => {
      throw new Error(first!.failure.message);
    },
    onRefused: ({ failure }) => {
      throw new Error(`${device.name}: ${failure.message}`);
    },
    onSkew: () => undefined,
    onFault: (error) => {
      throw error;
    },
    onAcknowledged: (seq) => {
      acknowledged = Math.max(acknowledged, seq);
      look();
    },
  });
  const work = (async () => {
    const record = `record:${randomId()}`;
    await run(device, { type: 'record.create', aggregate: record, title: device.name });
    for (let nth = 1; !resting.signal.aborted; nth++) {
      await run(device, {
        type: 'record.add-entry',
        aggregate: record,
        text: `${device.name}, entry ${nth}`,
      });
      await until(() => resting.signal.aborted || book.recorded() - acknowledged < AHEAD);
    }
  })();
  return {
    device,
    acknowledged: () => acknowledged,
    untilAcknowledged: (seq) => until(() => acknowledged >= seq),
    wake: () => synced.wake(),
    rest: () => {
      resting.abort();
      look();
      return work;
    },
    stop: () => synced.stop(),
  };
};

const run = async ({ name, book }: Device, command: object): Promise<void> => {
  const done = await book.execute({ id: randomId(), ...command });
  if (!done.ok) throw new Error(`${name}: ${done.error.message}`);
};
