/** The server's connections, book and SQLite store, fed with frames that are nearly right. */
import { once } from 'node:events';
import { bytesToBase64 } from '../../../src/kernel/bytes.ts';
import { challengeMessage, frameToMessage, messageToFrame } from '../../../src/sync/protocol.ts';
import { openConnection } from '../../../sync-server/connection/connection.ts';
import { systemTurns } from '../../../sync-server/turns.ts';
import { readCorpus, readCorpusBook } from './corpus.ts';
import { seedToDraw, type Draw } from './dice.ts';
import { DoubleSocket } from './double-socket.ts';
import { openHall } from './hall.ts';
import { mutateFrame, type Frame } from './mutate.ts';

const ORIGIN = 'http://127.0.0.1:8787';
const NONCE = 'b2'.repeat(32);
/** Connections at a time. */
const AT_ONCE = 32;
/** Frames that a connection is fed at most. */
const FRAMES_EACH = 12;
/** Answers to who has not been let in: a challenge and a `stop`. */
const STRANGER_ANSWER = 1200;

export interface Fuzzed {
  readonly frames: number;
  /** Frames that were heard by a device's session, and not by the handshake alone. */
  readonly heardByMembers: number;
  /** What should not have been: each with the frames that did it. */
  readonly harm: readonly string[];
  /** Connections that are still counted, now that all are closed. */
  readonly leaked: number;
}

export const fuzzServer = async (
  folder: string,
  seed: number,
  count: number,
  onProgress: (frames: number) => void = () => undefined,
): Promise<Fuzzed> => {
  const [corpus, founder, draw] = [readCorpus(), readCorpusBook(), seedToDraw(seed)];
  const harm: string[] = [];
  let fed: Frame[] = [];
  const told = (what: string): void =>
    void harm.push(`seed ${seed}: ${what}: ${fed.map((frame) => JSON.stringify(String(frame))).join(' ')}`);
  const hall = await openHall(folder, told);
  const { crypto } = hall.platform;

  const connect = (): DoubleSocket => {
    const socket = new DoubleSocket();
    openConnection(socket.asWebSocket(), socket.asTcp(), ORIGIN, hall);
    return socket;
  };
  const feed = (socket: DoubleSocket, frame: Frame): void => {
    try {
      socket.feed(frame);
    } catch (error) {
      told(`a frame threw: ${(error as Error).stack}`);
    }
  };
  const enter = async (socket: DoubleSocket): Promise<void> => {
    const { book, device, signing, log: segments } = founder;
    socket.feed(messageToFrame({ type: 'hello', protocol: 1, book, device, nonce: NONCE }));
    const challenge = frameToMessage(socket.last);
    if (!challenge.ok || challenge.value.type !== 'challenge') return told('no challenge came');
    const signed = challengeMessage(ORIGIN, book, NONCE, challenge.value.nonce);
    const signature = bytesToBase64(await crypto.sign(signing, signed));
    const welcomed = once(socket, 'sent');
    socket.feed(messageToFrame({ type: 'prove', signature, proof: [bytesToBase64(segments[0]!)] }));
    await welcomed;
    return undefined;
  };

  /** Answers how many frames it was fed, and how many of those as a member. */
  const visit = async (chance: Draw): Promise<readonly [all: number, asMember: number]> => {
    const socket = connect();
    const closed = once(socket, 'close');
    const isMember = chance.chance(0.6);
    if (isMember) await enter(socket);
    const own: Frame[] = [];
    for (let i = 0; i < FRAMES_EACH && socket.readyState === socket.OPEN; i++) {
      const frame = chance.chance(0.1) ? chance.one(corpus) : mutateFrame(chance.one(corpus), corpus, chance);
      own.push(frame);
      fed = own;
      feed(socket, frame);
      if (chance.chance(0.3)) await systemTurns.next();
    }
    if (!isMember && socket.sent > STRANGER_ANSWER) told(`a stranger was sent ${socket.sent} bytes`);
    socket.close();
    await closed;
    return [own.length, isMember ? own.length : 0];
  };

  const honest = connect();
  await enter(honest);
  honest.feed(messageToFrame({ type: 'segments', segments: founder.log }));
  let [frames, heardByMembers] = [0, 0];
  while (frames < count && harm.length === 0) {
    const seeds = Array.from({ length: AT_ONCE }, () => draw.below(2 ** 31));
    for (const [all, asMember] of await Promise.all(seeds.map((one) => visit(seedToDraw(one))))) {
      frames += all;
      heardByMembers += asMember;
    }
    onProgress(frames);
  }
  // After harm nothing can be relied on, not even an end.
  if (harm.length > 0) return { frames, heardByMembers, harm, leaked: 0 };
  // Who keeps to the protocol is still served, and all is still in order.
  const answered = once(honest, 'sent');
  honest.feed(messageToFrame({ type: 'have', heads: [], unknown: [] }));
  await answered;
  honest.close();
  await once(honest, 'close');
  await hall.close();
  const { values } = await hall.metrics.connections.get();
  return { frames, heardByMembers, harm, leaked: values[0]?.value ?? 0 };
};
