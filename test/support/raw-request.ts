/** Requests byte by byte, as no client sends them. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Crypto } from '../../src/kernel/ports.ts';
import { MAX_FRAME } from '../../src/sync/protocol.ts';
import { RUN } from '../../src/sync/requests.ts';
import type { Writer } from './log-builder.ts';
import { knock } from './requests.ts';

export const openSocket = async (url: string): Promise<Socket> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};

/** A request of which the head has been sent; `answer`: all that comes until the connection ends. */
export const beginRequest = async (
  url: string,
  head: readonly string[],
): Promise<{ socket: Socket; answer: Promise<string> }> => {
  const socket = await openSocket(url);
  const parts: Buffer[] = [];
  socket.on('data', (data: Buffer) => parts.push(data));
  const answer = once(socket, 'close').then(() => Buffer.concat(parts).toString());
  socket.write(`${[...head, `Host: ${new URL(url).host}`].join('\r\n')}\r\n\r\n`);
  return { socket, answer };
};

/** A push that claims to be as large as any may be, of which some bytes come, and no more until a test says so. */
export const beginPush = async (url: string, writer: Writer, crypto: Crypto, bytes: number) => {
  const { ticket } = (await knock(url, writer, crypto)).said;
  const begun = await beginRequest(url, [
    `POST /api/books/${writer.book}/push HTTP/1.1`,
    `Authorization: Bearer ${ticket}`,
    `Content-Type: ${RUN}`,
    `Content-Length: ${MAX_FRAME}`,
  ]);
  begun.socket.write(Buffer.alloc(bytes));
  return begun;
};

/** Bytes not yet taken in, of all books. */
export const queuedBytes = async (url: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^daybook_queued_bytes (\d+)$/m.exec(text)![1]);
};
