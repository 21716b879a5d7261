/** A device's connection to the server, no more than a load needs: let in, send, hear what is acknowledged. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Head } from '../../../src/clock/head.ts';
import type { Identity } from '../../../src/book/identity.ts';
import { bytesToBase64, bytesToHex, type Bytes } from '../../../src/kernel/bytes.ts';
import type { Crypto } from '../../../src/kernel/ports.ts';
import { systemRandom } from '../../../src/platform/clock.ts';
import {
  challengeMessage,
  frameToMessage,
  messageToFrame,
  PROTOCOL,
  type Message,
} from '../../../src/sync/protocol.ts';

export interface Connection {
  send(segments: readonly Bytes[]): void;
  /** `acknowledged` is told the seq of this device's last event that the server has durably. */
  onAcknowledged(acknowledged: (seq: number) => void): void;
  /** `received` is told how many segments have come, at each frame of them. */
  onReceived(received: (segments: number) => void): void;
  /** Says what this device has. */
  tell(heads: readonly Head[]): void;
  close(): void;
}

export const connect = async (
  url: string,
  { book, device, signing }: Identity,
  proof: readonly Bytes[],
  crypto: Crypto,
): Promise<Connection> => {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/sync`);
  const send = (message: Message): void => socket.send(messageToFrame(message));
  let acknowledged: (seq: number) => void = () => undefined;
  let received: (segments: number) => void = () => undefined;
  const nonce = bytesToHex(systemRandom.bytes(32));

  const prove = async ({ origin, nonce: theirs }: Extract<Message, { type: 'challenge' }>): Promise<void> => {
    const signature = await crypto.sign(signing, challengeMessage(origin, book, nonce, theirs));
    send({ type: 'prove', signature: bytesToBase64(signature), proof: proof.map(bytesToBase64) });
  };
  const welcome = new Promise<void>((resolve, reject) => {
    socket.on('message', (data: Buffer, isBinary) => {
      const frame = frameToMessage(isBinary ? new Uint8Array(data) : data.toString());
      if (!frame.ok) return reject(new Error(frame.error.message));
      const message = frame.value;
      if (message.type === 'challenge') void prove(message);
      else if (message.type === 'welcome') resolve();
      else if (message.type === 'stop' || message.type === 'refused') reject(new Error(message.message));
      else if (message.type === 'segments') received(message.segments.length);
      else if (message.type === 'have') {
        const own = message.heads.find((head) => head.device === device);
        if (own) acknowledged(own.seq);
      }
    });
    socket.on('close', () => reject(new Error('The server closed the connection.')));
  });
  await once(socket, 'open');
  send({ type: 'hello', protocol: PROTOCOL, book, device, nonce });
  await welcome;
  return {
    send: (segments) => send({ type: 'segments', segments }),
    onAcknowledged: (listener) => {
      acknowledged = listener;
    },
    onReceived: (listener) => {
      received = listener;
    },
    tell: (heads) => send({ type: 'have', heads, unknown: [] }),
    close: () => socket.close(),
  };
};
