/** Two sessions and the network between them, moved by hand: nothing happens until a test says so. */
import { ticksUnderway, WINDOW } from '../../src/sync/in-flight.ts';
import { frameToMessage, messageToFrame, type Message } from '../../src/sync/protocol.ts';
import {
  PATIENCE,
  startSession,
  stepSession,
  type Session,
  type SessionEffect,
  type SessionInput,
} from '../../src/sync/session.ts';
import type { Outgoing } from '../../src/sync/log-port.ts';
import type { Device } from './devices.ts';

export type Mishap = 'deliver' | 'lose' | 'repeat';

interface End {
  readonly device: Device;
  /** Frames on their way to this end. */
  readonly inbox: Message[];
}

export interface Link {
  readonly devices: readonly [Device, Device];
  session(end: 0 | 1): Session;
  /** The next frame for an end is delivered, lost, or delivered and sent again. */
  move(end: 0 | 1, mishap: Mishap): Promise<void>;
  committed(device: Device, fresh: readonly Outgoing[]): Promise<void>;
  /** So long that each end forgets what is on its way, if nothing has come. */
  wait(): Promise<void>;
  isQuiet(): boolean;
}

const bytesOf = (segments: readonly Outgoing[]): number =>
  segments.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** A new connection: what was under way on an older one is gone. */
export const connect = async (devices: readonly [Device, Device]): Promise<Link> => {
  const ends: readonly [End, End] = [
    { device: devices[0], inbox: [] },
    { device: devices[1], inbox: [] },
  ];
  const sessions: Session[] = [];

  const follow = async (
    end: 0 | 1,
    [session, effects]: readonly [Session, readonly SessionEffect[]],
  ): Promise<void> => {
    sessions[end] = session;
    if (bytesOf(session.inFlight) > WINDOW)
      throw new Error(`${bytesOf(session.inFlight)} bytes are in flight.`);
    for (const effect of effects) await carryOut(end, effect);
  };
  const step = (end: 0 | 1, input: SessionInput) => follow(end, stepSession(sessions[end]!, input));
  const carryOut = async (end: 0 | 1, effect: SessionEffect): Promise<void> => {
    const { log } = ends[end].device.book;
    if (effect.type === 'collect')
      return step(end, { type: 'collected', collected: await log.collect(effect.missing) });
    if (effect.type === 'take') {
      const { refused } = await log.take(effect.segments);
      return refused.length > 0 ? step(end, { type: 'refused', refusals: refused }) : undefined;
    }
    const read = frameToMessage(messageToFrame(effect.message));
    if (!read.ok) throw new Error(read.error.message);
    ends[end === 0 ? 1 : 0].inbox.push(read.value);
  };

  for (const end of [0, 1] as const) await follow(end, startSession(await ends[end].device.book.log.heads()));
  return {
    devices,
    session: (end) => sessions[end]!,
    move: async (end, mishap) => {
      const message = ends[end].inbox.shift();
      if (!message || mishap === 'lose') return;
      if (mishap === 'repeat') ends[end].inbox.push(message);
      await step(end, { type: 'received', message });
    },
    committed: async (device, fresh) => {
      const end = devices.indexOf(device);
      if (end >= 0)
        await step(end as 0 | 1, { type: 'committed', heads: await device.book.log.heads(), fresh });
    },
    wait: async () => {
      for (const end of [0, 1] as const)
        for (let left = PATIENCE + ticksUnderway(sessions[end]!.inFlight); left > 0; left--)
          await step(end, { type: 'tick' });
    },
    isQuiet: () => ends.every(({ inbox }) => inbox.length === 0),
  };
};
