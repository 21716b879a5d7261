import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { BookId } from '../../src/kernel/ids.ts';
import type { Random, Timers } from '../../src/kernel/ports.ts';
import type { Refusal } from '../../src/sync/log-port.ts';
import type { Message } from '../../src/sync/protocol.ts';
import type { Books } from '../book/books.ts';
import { readableBy } from '../book/readable-by.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Room } from '../room.ts';
import { refuseStanding } from '../rulings/ruling.ts';
import type { Rulings } from '../rulings/watch-rulings.ts';
import type { Turns } from '../turns.ts';
import type { Backlog, Backlogs } from './backlogs.ts';
import type { BookRates } from './book-rates.ts';
import { GOING_AWAY, openChannel, POLICY, TRY_LATER, type Channel } from './channel.ts';
import { admitDevice, mayPass, type Door } from './door.ts';
import type { Frames } from './frames.ts';
import { greet, type Greeting } from './greeting.ts';
import type { Intake } from './intake.ts';
import { ALIVE, heard, look, TICK } from './liveness.ts';
import { openPeer, type Peer } from './peer.ts';
import { boundPartialFrame, type PartialFrame } from './partial-frames.ts';
import { throttle } from './throttle.ts';

export const HANDSHAKE_MS = 10_000;
/** What a stranger may send: a hello and the longest proof there is any use for. */
const STRANGER_BYTES = 256 * 1024;

interface Platform extends Door {
  readonly random: Random;
  readonly timers: Timers;
  readonly turns: Turns;
}

export interface Hall {
  readonly books: Books;
  readonly platform: Platform;
  readonly backlogs: Backlogs;
  readonly intake: Intake;
  readonly rates: BookRates;
  readonly frames: Frames;
  readonly room: Pick<Room, 'whenRoom'>;
  readonly rulings: Pick<Rulings, 'standingOf' | 'watch'>;
  readonly metrics: Metrics;
  /** Each of its lines says which connection it is about. */
  readonly log: Log;
}

export interface Connection {
  /** Takes in nothing more, acknowledges what was received, and closes. */
  finish(): Promise<void>;
}

/** One device's connection, from its first byte: handshake, session, limits. `origin` is the name it was reached by. */
export const openConnection = (socket: WebSocket, tcp: Socket, origin: string, hall: Hall): Connection => {
  const { books, platform, backlogs, rates, room, rulings, metrics, log } = hall;
  const cut = (reason: 'slow' | 'gone'): void => {
    log.warn({ reason }, 'a connection was cut');
    socket.terminate();
  };
  const channel = openChannel(socket, tcp, hall.frames, platform.timers, {
    cut: () => cut('slow'),
    stopped: ({ code }) => log.debug({ code }, 'told to stop'),
  });
  const limit = throttle(channel, platform);
  let greeting: Greeting = { at: 'hello' };
  let opening: Promise<void> | undefined;
  let peer: Peer | undefined;
  let waiting: Backlog | undefined;
  let partial: PartialFrame | undefined;
  let liveness = ALIVE;

  const closed = new Promise((resolve) => socket.once('close', resolve));
  const crashed = (error: unknown): void => {
    log.error({ err: error }, 'a connection failed');
    channel.stop({ code: 'server-failed', message: 'The server failed on this connection.' }, TRY_LATER);
  };

  const receive = (message: Message): void => {
    if (peer) return peer.receive(message);
    const next = greet(greeting, message, origin, platform.random);
    if (!next.ok) return channel.stop(next.error, POLICY);
    greeting = next.value;
    if (greeting.at === 'prove')
      channel.send({
        type: 'challenge',
        nonce: greeting.challenge.serverNonce,
        origin: greeting.challenge.origin,
      });
    else if (greeting.at === 'proven') opening = letIn(greeting).catch(crashed);
  };

  const letIn = async ({ hello, challenge, prove }: Extract<Greeting, { at: 'proven' }>): Promise<void> => {
    const { book: id, device } = hello;
    const book = await books.open(id);
    void closed.then(() => leave(id));
    const admitted = await admitDevice(book, device, challenge, prove, platform);
    if (!admitted.ok) {
      log.debug({ book: id, device, code: admitted.error.code }, 'turned away');
      metrics.turnedAway.inc({ code: admitted.error.code });
      return channel.stop(admitted.error, mayPass(admitted.error) ? TRY_LATER : POLICY);
    }
    log.debug({ book: id, device }, 'let in');
    stopWaiting();
    const rate = rates.open(id);
    limit.share(rate);
    waiting = backlogs.open(id, channel);
    partial = boundPartialFrame(id, tcp, channel, hall.intake, () => cut('slow'));
    if (socket.readyState !== socket.OPEN) partial.close();
    channel.send({ type: 'welcome', time: platform.clock.now() });
    peer = await openPeer(readableBy(book, device), channel, {
      ...platform,
      waiting,
      refusal: () => limit.refusal(),
      whenTakenAgain: ({ code }, task) => {
        if (code === 'book-rate') return platform.timers.after(rate.spend(0, platform.clock.now()), task);
        return code === 'disk-full' ? room.whenRoom(task) : rulings.watch(id, task);
      },
      metrics,
      refused: (refusals) => log.debug({ codes: countCodes(refusals) }, 'segments refused'),
      crashed,
    });
    const unwatch = rulings.watch(id, () => obey(id));
    void closed.then(unwatch);
    obey(id);
    if (socket.readyState !== socket.OPEN) peer.close();
  };

  /** Ruled since it was let in. */
  const obey = (book: BookId): void => {
    const refused = refuseStanding(rulings.standingOf(book));
    if (refused && !refused.ok) channel.stop(refused.error, TRY_LATER);
  };

  const leave = async (book: BookId): Promise<void> => {
    await opening;
    peer?.close();
    await peer?.settled();
    waiting?.close();
    books.release(book);
  };

  const stopWaiting = guardStranger(channel, tcp, platform.timers);
  const stopTicking = repeat(platform.timers, TICK, () => {
    const [next, verdict] = look(liveness, {
      unsent: channel.unsent(),
      read: tcp.bytesRead,
      isHeld: channel.isHeld(),
    });
    liveness = next;
    if (verdict === 'ping') socket.ping();
    if (verdict === 'slow' || verdict === 'gone') cut(verdict);
    else peer?.tick();
  });

  metrics.connections.inc();
  log.debug('connected');
  socket.on('error', () => socket.terminate());
  socket.on('pong', () => {
    liveness = heard(liveness);
  });
  socket.on('message', (data: Buffer, isBinary) => {
    if (socket.readyState !== socket.OPEN) return; // What a stopped one still sends is not worth reading.
    liveness = heard(liveness);
    partial?.whole();
    limit.spend(data.length);
    const message = hall.frames.read(data, isBinary);
    if (message.ok) receive(message.value);
    else channel.stop(message.error, POLICY);
  });
  socket.once('close', () => {
    stopWaiting();
    stopTicking();
    partial?.close();
    limit.cancel();
    metrics.connections.dec();
    log.debug({ bytes: tcp.bytesRead }, 'closed');
  });

  return {
    finish: async () => {
      channel.hold('finishing');
      await opening;
      await peer?.settled();
      channel.resume('finishing');
      channel.stop({ code: 'going-away', message: 'The server is shutting down.' }, GOING_AWAY);
    },
  };
};

/** Until it is called, whoever is there has little time and few bytes. */
const guardStranger = (channel: Channel, tcp: Socket, timers: Timers): (() => void) => {
  const count = (): void => {
    if (tcp.bytesRead > STRANGER_BYTES)
      channel.stop({ code: 'too-large', message: 'More bytes than a handshake needs.' }, POLICY);
  };
  const cancel = timers.after(HANDSHAKE_MS, () =>
    channel.stop({ code: 'too-slow', message: 'The handshake took too long.' }, TRY_LATER),
  );
  tcp.on('data', count);
  return () => {
    cancel();
    tcp.off('data', count);
  };
};

const countCodes = (refusals: readonly Refusal[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { failure } of refusals) counts[failure.code] = (counts[failure.code] ?? 0) + 1;
  return counts;
};

const repeat = (timers: Timers, milliseconds: number, task: () => void): (() => void) => {
  let cancel = (): void => undefined;
  const next = (): void => {
    cancel = timers.after(milliseconds, () => {
      next();
      task();
    });
  };
  next();
  return () => cancel();
};
