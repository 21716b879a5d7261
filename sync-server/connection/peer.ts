import type { Bytes } from '../../src/kernel/bytes.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import type { Missing, Refusal } from '../../src/sync/log-port.ts';
import type { Message } from '../../src/sync/protocol.ts';
import {
  startSession,
  stepSession,
  type Session,
  type SessionEffect,
  type SessionInput,
} from '../../src/sync/session.ts';
import type { BookLog } from '../book/book-log.ts';
import { bytesToName } from '../book/read-segments.ts';
import type { Metrics } from '../metrics.ts';
import type { StoreFailure } from '../store.ts';
import type { Turns } from '../turns.ts';
import type { Backlog } from './backlogs.ts';
import type { BookRateFailure } from './book-rates.ts';
import { TRY_LATER, type Channel } from './channel.ts';

/** An admitted device's end of the session: carries out what the pure session asks for. */
export interface Peer {
  receive(message: Message): void;
  tick(): void;
  /** Resolves once all that was received has been committed and acknowledged, or refused. */
  settled(): Promise<void>;
  close(): void;
}

interface PeerPorts {
  readonly crypto: Crypto;
  readonly turns: Turns;
  readonly waiting: Backlog;
  /** Why what has just come is not to be taken, if it is not. */
  readonly refusal: () => BookRateFailure | undefined;
  /** `task` runs once, when what was refused with this may be sent again; the returned function has it not run. */
  readonly whenTakenAgain: (failure: StoreFailure | BookRateFailure, task: () => void) => () => void;
  readonly metrics: Metrics;
  readonly refused: (refusals: readonly Refusal[]) => void;
  readonly crashed: (error: unknown) => void;
}

export const openPeer = async (log: BookLog, channel: Channel, ports: PeerPorts): Promise<Peer> => {
  const { crypto, turns, waiting, refusal, whenTakenAgain, metrics, refused, crashed } = ports;
  let backlog: Bytes[] = [];
  let taking: Promise<void> | undefined;
  let isOpen = true;
  let stopAwaiting: (() => void) | undefined;

  const step = (input: SessionInput): void => {
    if (isOpen) follow(stepSession(session, input));
  };
  const follow = ([next, effects]: readonly [Session, readonly SessionEffect[]]): void => {
    session = next;
    if (effects.length > 0) channel.together(() => effects.forEach(carryOut));
  };
  const carryOut = (effect: SessionEffect): void => {
    switch (effect.type) {
      case 'send':
        return channel.send(effect.message);
      case 'collect':
        return channel.whenTaken(() => collect(effect.missing));
      case 'take':
        return take(effect.segments);
    }
  };

  const take = (segments: readonly Bytes[]): void => {
    const failure = refusal();
    if (failure) return putOff(segments, failure);
    backlog.push(...segments);
    waiting.add(bytesOf(segments));
    taking ??= takeAll().catch(crashed);
  };

  const collect = (missing: Missing): void => {
    if (!isOpen) return;
    log.collect(missing).then((collected) => step({ type: 'collected', collected }), crashed);
  };

  /** All that came in this turn, or while the last was being committed, is taken at once: one commit, one run to verify. */
  const takeAll = async (): Promise<void> => {
    while (backlog.length > 0) {
      await turns.next(); // What the socket has in store comes along.
      const segments = backlog;
      backlog = [];
      const taken = await log.take(segments);
      waiting.done(bytesOf(segments));
      if (taken.ok) {
        metrics.countTaken(taken.value, bytesOf(segments));
        if (taken.value.duplicates > 0 && taken.value.admitted.length === 0) step({ type: 'repeated' });
        if (taken.value.refused.length > 0) refuse(taken.value.refused);
      } else {
        putOff(segments, taken.error);
      }
    }
    taking = undefined;
  };

  const refuse = (refusals: readonly Refusal[]): void => {
    refused(refusals);
    step({ type: 'refused', refusals });
  };

  /** Refused for now: a session offers on the next connection what was refused on this one, so there is to be one. */
  const putOff = (segments: readonly Bytes[], failure: StoreFailure | BookRateFailure): void => {
    const refusals = segments.map((bytes) => ({ segment: bytesToName(bytes, crypto.sha256), failure }));
    refuse(refusals);
    stopAwaiting ??= whenTakenAgain(failure, () =>
      channel.stop({ code: 'room-again', message: 'There is room again: send what was refused.' }, TRY_LATER),
    );
  };

  const unwatch = log.watch((heads, fresh) => step({ type: 'committed', heads, fresh }));
  const started = startSession(await log.heads());
  let session = started[0];
  follow(started);
  return {
    receive: (message) => step({ type: 'received', message }),
    tick: () => step({ type: 'tick' }),
    settled: async () => taking,
    close: () => {
      isOpen = false;
      unwatch();
      stopAwaiting?.();
    },
  };
};

const bytesOf = (segments: readonly Bytes[]): number => segments.reduce((sum, { length }) => sum + length, 0);
