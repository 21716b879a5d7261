/** A WebSocket and the TCP socket under it, without a network: what a test feeds in is what the server hears. */
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Frame } from './mutate.ts';

export class DoubleSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  /** Bytes that the server has sent. */
  sent = 0;
  last: Frame = '';
  readonly tcp = Object.assign(new EventEmitter(), {
    bytesRead: 0,
    cork: () => undefined,
    uncork: () => undefined,
  });

  asWebSocket = (): WebSocket => this as unknown as WebSocket;
  asTcp = (): Socket => this.tcp as unknown as Socket;

  feed(frame: Frame): void {
    if (this.readyState !== this.OPEN) return;
    const data = Buffer.from(frame as string);
    this.tcp.bytesRead += data.length;
    this.tcp.emit('data');
    this.emit('message', data, typeof frame !== 'string');
  }

  send(frame: Frame): void {
    this.sent += frame.length;
    this.last = frame;
    this.emit('sent');
  }

  close(): void {
    if (this.readyState !== this.OPEN) return;
    this.readyState = 3;
    queueMicrotask(() => this.emit('close'));
  }

  terminate(): void {
    this.close();
  }

  ping(): void {
    this.emit('pong');
  }

  pause(): void {
    // What has been fed is heard all the same, as of a socket whose buffer is full already.
  }

  resume(): void {
    // See pause.
  }
}
