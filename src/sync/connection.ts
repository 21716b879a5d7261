import { bytesToBase64, bytesToHex, type Bytes } from '../kernel/bytes.ts';
import { createQueue } from '../kernel/queue.ts';
import type { Failure } from '../kernel/result.ts';
import type { ClientOptions, ClientPorts } from './client-options.ts';
import type { Outgoing } from './log-port.ts';
import { challengeMessage, frameToMessage, messageToFrame, PROTOCOL, type Message } from './protocol.ts';
import { TICK, ticksUnderway, WINDOW } from './in-flight.ts';
import { createPace } from './pace.ts';
import { MAX_SEGMENT } from '../log/limits.ts';
import {
  isCaughtUp,
  isSettled,
  startSession,
  stepSession,
  type Session,
  type SessionEffect,
  type SessionInput,
} from './session.ts';
import type { Connection } from './transport.ts';

/**
 * Ticks without a frame after which the server is asked for one, each time after so many more, and after which it is
 * given up. Who is asked by a person's doing, after so many: that is long enough for a server to answer once more.
 */
const ASK_AFTER = 3;
const GIVE_UP_AFTER = 6;
const ASKABLE_AFTER = 2;
/** Where something is to come, or on its way there: it may be large, and the network slow. And at most. */
const EXPECTANT = 4 * GIVE_UP_AFTER;
const LONGEST = 8 * GIVE_UP_AFTER;
/** What whoever runs the server decides, and may decide otherwise. */
const TURNED_AWAY: ReadonlySet<string> = new Set(['book-blocked', 'book-deleted', 'devices-full']);
/** Bytes that may wait here to be taken: the other side keeps no more in flight, unless it wants the memory filled. */
const MAX_RECEIVED = 2 * WINDOW + MAX_SEGMENT;

export interface LiveConnection {
  committed(fresh: readonly Outgoing[]): void;
  /**
   * Asks for a sign of life, unless there was one lately. False: nobody has let it in for a while, or it has been silent
   * for so long that a person need not wait for it; once, for what comes slowly is to come in the end.
   */
  ask(): boolean;
  close(): void;
}

interface ConnectionEvents {
  /**
   * It was let in, and has held for a tick: what ends it now is no reason to wait longer each time. `settled`: each
   * side has all that the other has.
   */
  onHeld(settled: boolean): void;
  /** It ends because nothing has come for long, and one side lacks something: it may have been on its way. */
  onSilent(): void;
  /** With a failure where a person should know why; trying again may help later, or cannot (`final`). */
  onEnd(failure?: Failure, final?: boolean): void;
}

/**
 * One connection, from the handshake to its end. Frames are worked off one after another; what belongs to an ended
 * connection does nothing. `isPatient`: the one before ended in silence, so this one is given the longest time.
 */
export const startConnection = (
  options: ClientOptions,
  ports: ClientPorts,
  events: ConnectionEvents,
  isPatient = false,
): LiveConnection => {
  const { book, device, signing, server, log } = options;
  const nonce = bytesToHex(ports.random.bytes(32));
  const inOrder = createQueue();
  let session: Session | undefined;
  let skew = 0;
  let ended = false;
  let received: Bytes[] = [];
  let taking = false;
  const pace = createPace();
  let quietTicks = 0;
  let heard = 0;
  let cancelTick: (() => void) | undefined;

  const end = (failure?: Failure, final = true): void => {
    if (ended) return;
    ended = true;
    cancelTick?.();
    connection.close();
    events.onEnd(failure, final);
  };
  const send = (message: Message): void => connection.send(messageToFrame(message));
  const isOpen = (): boolean => !ended;
  const report = (): void => {
    const isSilent = quietTicks > ASK_AFTER;
    if (session && !ended) options.onState({ type: 'live', session, skew, taking, heard, isSilent });
  };
  const step = (input: SessionInput): void => {
    if (!session || ended) return;
    const [next, effects] = stepSession(session, input);
    run(next, effects);
  };
  const run = (next: Session, effects: readonly SessionEffect[]): void => {
    session = next;
    for (const effect of effects) {
      if (effect.type === 'send') send(effect.message);
      else if (effect.type === 'collect')
        void attempt(async () => step({ type: 'collected', collected: await log.collect(effect.missing) }));
      else receive(effect.segments);
    }
    report();
  };
  /** What comes in while a batch is being stored is taken together: each touched row is then written once. */
  const receive = (segments: readonly Bytes[]): void => {
    received.push(...segments);
    if (bytesOf(received) > MAX_RECEIVED) return end();
    if (taking) return;
    taking = true;
    void attempt(async () => {
      while (received.length > 0 && isOpen()) {
        const batch = firstBytes(received, pace.bytes());
        received = received.slice(batch.length);
        const began = ports.clock.now();
        const taken = await log.take(batch);
        pace.took(bytesOf(batch), ports.clock.now() - began, taken.awaited ?? false);
        if (taken.duplicates > 0 && taken.admitted.length === 0) step({ type: 'repeated' });
        if (taken.refused.length === 0) continue;
        options.onNotTaken(taken.refused);
        step({ type: 'refused', refusals: taken.refused });
      }
      taking = false;
      report();
    });
  };
  /** A store that fails ends the connection: nothing was acknowledged, and the next one begins from what is stored. */
  const attempt = async (task: () => Promise<void>): Promise<void> => {
    try {
      await task();
    } catch (error) {
      options.onFault(error);
      end();
    }
  };
  const longestSilence = (): number => {
    if (!session) return GIVE_UP_AFTER;
    if (!isCaughtUp(session)) return isPatient ? LONGEST : EXPECTANT;
    return Math.min(LONGEST, GIVE_UP_AFTER + ticksUnderway(session.inFlight));
  };
  /** A network may end without a word to either side; "up to date" would then be said for ever. */
  const tick = (): void => {
    cancelTick = ports.timers.after(TICK, () => {
      quietTicks++;
      if (quietTicks >= longestSilence()) {
        if (session && !isSettled(session)) events.onSilent();
        return end();
      }
      if (session) events.onHeld(isSettled(session));
      step({ type: 'tick' });
      if (quietTicks > 0 && quietTicks % ASK_AFTER === 0) step({ type: 'repeated' });
      return tick();
    });
  };

  const handle = async (message: Message): Promise<void> => {
    switch (message.type) {
      case 'challenge': {
        // A server that hands on another one's challenge would be let in there in our name.
        if (message.origin !== server)
          return end({
            code: 'wrong-server',
            message: `The server calls itself ${message.origin}, not ${server}. Check the address.`,
          });
        const proof = (await options.proof()).map(bytesToBase64);
        const signed = challengeMessage(message.origin, book, nonce, message.nonce);
        return send({
          type: 'prove',
          signature: bytesToBase64(await ports.crypto.sign(signing, signed)),
          proof,
        });
      }
      case 'welcome': {
        if (session) return undefined;
        skew = message.time - ports.clock.now();
        return run(...startSession(await log.heads()));
      }
      case 'stop':
        // The invitation this device joins by may not have reached the server yet.
        if (message.retry && TURNED_AWAY.has(message.code))
          return end({ code: message.code, message: message.message }, false);
        if (message.retry || (message.code === 'not-admitted' && !options.isEnrolled())) return end();
        return end({ code: message.code, message: message.message });
      case 'refused':
        // Of what was not sent there is nothing to refuse, and nothing to tell a person.
        if (!session?.inFlight.some(({ head }) => head.hash === message.segment)) return undefined;
        options.onRefused({
          segment: message.segment,
          failure: { code: message.code, message: message.message },
        });
        return step({ type: 'received', message });
      default:
        return step({ type: 'received', message });
    }
  };

  const connection: Connection = ports.transport.connect(server, {
    onOpen: () => send({ type: 'hello', protocol: PROTOCOL, book, device, nonce }),
    onFrame: (frame) => {
      quietTicks = 0;
      const at = ports.clock.now();
      void inOrder(() =>
        attempt(async () => {
          if (ended) return;
          // Not before its turn: what came earlier says what is known of that time.
          heard = at;
          const message = frameToMessage(frame);
          if (message.ok) await handle(message.value);
          else end();
        }),
      );
    },
    onClose: () => end(),
  });
  tick();
  return {
    committed: (fresh) =>
      void attempt(async () => step({ type: 'committed', heads: await log.heads(), fresh })),
    ask: () => {
      if (!session) return quietTicks === 0;
      if (quietTicks >= GIVE_UP_AFTER && !isPatient) {
        if (!isSettled(session)) events.onSilent();
        return false;
      }
      if (quietTicks < ASKABLE_AFTER || quietTicks >= ASK_AFTER) return true;
      quietTicks = ASK_AFTER;
      step({ type: 'repeated' });
      return true;
    },
    close: () => end(),
  };
};

const bytesOf = (segments: readonly Bytes[]): number => segments.reduce((sum, { length }) => sum + length, 0);

const firstBytes = (segments: readonly Bytes[], most: number): readonly Bytes[] => {
  let bytes = 0;
  const end = segments.findIndex((segment, i) => (bytes += segment.length) > most && i > 0);
  return end === -1 ? segments : segments.slice(0, end);
};
