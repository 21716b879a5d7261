/** A device at the other end of a real socket, frame by frame: it keeps to the protocol unless a test has it break it. */
import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';
import type { Head } from '../../src/clock/head.ts';
import { bytesToBase64, bytesToHex, type Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { systemRandom } from '../../src/platform/clock.ts';
import {
  challengeMessage,
  frameToMessage,
  messageToFrame,
  PROTOCOL,
  type Message,
} from '../../src/sync/protocol.ts';
import type { LogBuilder, Writer } from './log-builder.ts';

type Received = Message | { readonly type: 'closed'; readonly code: number };
type Of<T extends Received['type']> = Extract<Received, { type: T }>;

export interface SyncDevice {
  readonly socket: WebSocket;
  send(message: Message): void;
  /** The first message from now on, or not asked for yet, that fits; fails when the connection closes before it. */
  next<T extends Received['type']>(type: T, fits?: (message: Of<T>) => boolean): Promise<Of<T>>;
  /** All messages so far that nobody asked for. */
  readonly unread: readonly Received[];
  close(): Promise<void>;
}

export const dial = async (url: string, options: ClientOptions = {}): Promise<SyncDevice> => {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/sync`, options);
  const unread: Received[] = [];
  let wake = (): void => undefined;
  const arrived = (message: Received): void => {
    unread.push(message);
    wake();
  };
  socket.on('message', (data: Buffer, isBinary) => {
    const message = frameToMessage(isBinary ? new Uint8Array(data) : data.toString());
    if (!message.ok) throw new Error(message.error.message);
    arrived(message.value);
  });
  socket.on('close', (code) => arrived({ type: 'closed', code }));
  await once(socket, 'open');
  socket.on('error', () => undefined);

  const next = async <T extends Received['type']>(
    type: T,
    fits: (message: Of<T>) => boolean = () => true,
  ) => {
    for (;;) {
      const at = unread.findIndex((message) => message.type === type && fits(message as Of<T>));
      if (at >= 0) return unread.splice(at, 1)[0] as Of<T>;
      const last = unread.at(-1);
      if (last?.type === 'closed')
        throw new Error(`Closed (${last.code}) before "${type}": ${JSON.stringify(unread)}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const close = async (): Promise<void> => {
    socket.close();
    if (socket.readyState !== socket.CLOSED) await once(socket, 'close');
  };
  return { socket, unread, send: (message) => socket.send(messageToFrame(message)), next, close };
};

export interface Claim {
  readonly book: BookId;
  readonly device: DeviceId;
  readonly keys: Writer['keys'];
  readonly proof: readonly string[];
}

/** The handshake up to the answer: what follows is `welcome` or `stop`. */
export const claim = async (device: SyncDevice, writer: Claim, crypto: Crypto): Promise<void> => {
  const nonce = bytesToHex(systemRandom.bytes(32));
  device.send({ type: 'hello', protocol: PROTOCOL, book: writer.book, device: writer.device, nonce });
  const challenge = await device.next('challenge');
  const message = challengeMessage(challenge.origin, writer.book, nonce, challenge.nonce);
  const signature = bytesToBase64(await crypto.sign(writer.keys.signing, message));
  device.send({ type: 'prove', signature, proof: [...writer.proof] });
};

/** A connection that is let in, past the server's first `have`. */
export const enter = async (
  url: string,
  writer: Claim,
  crypto: Crypto,
): Promise<SyncDevice & { readonly heads: readonly Head[] }> => {
  const device = await dial(url);
  await claim(device, writer, crypto);
  await device.next('welcome');
  const { heads } = await device.next('have');
  return { ...device, heads };
};

export const push = (device: SyncDevice, segments: readonly { readonly bytes: Bytes }[]): void =>
  device.send({ type: 'segments', segments: segments.map(({ bytes }) => bytes) });

/** Resolves once the server says that it has these durably. */
export const acknowledged = (device: SyncDevice, ...hashes: readonly SegmentHash[]): Promise<Of<'have'>> =>
  device.next('have', ({ heads }) => hashes.every((hash) => heads.some((head) => head.hash === hash)));

/** A connection of a founder that has begun a book there. */
export const enterWithBook = async (url: string, builder: LogBuilder) => {
  const founder = await builder.begin();
  const device = await enter(url, founder, builder.crypto);
  push(device, founder.log);
  await acknowledged(device, founder.head().hash);
  return { founder, device };
};
