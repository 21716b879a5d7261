import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Frame } from './pipe.ts';

/** What the server's end of a connection can do to the network. */
export interface ServerWire {
  send(frame: Frame): void;
  /** Says goodbye; `then` once the other end has answered, or has not for long enough. */
  close(then: () => void): void;
  cut(): void;
  ping(pong: () => void): void;
}

/** A WebSocket of `ws`, as much of it as sync-server/connection uses, and the network's side of it. */
export interface ServerSocket {
  readonly socket: WebSocket;
  readonly tcp: Socket;
  arrive(frame: Frame): void;
  /** The connection has ended, whoever ended it. */
  end(): void;
}

const [OPEN, CLOSING, CLOSED] = [1, 2, 3];

export const createServerSocket = (wire: ServerWire): ServerSocket => {
  const emitter = new EventEmitter();
  let waiting: Frame[] = [];
  let isPaused = false;
  const end = (): void => {
    if (socket.readyState === CLOSED) return;
    socket.readyState = CLOSED;
    emitter.emit('close');
  };
  const arrive = (frame: Frame): void => {
    if (socket.readyState === CLOSED) return;
    if (isPaused) return void waiting.push(frame);
    emitter.emit('message', Buffer.from(frame as string), typeof frame !== 'string');
  };
  const socket = Object.assign(emitter, {
    OPEN,
    readyState: OPEN,
    bufferedAmount: 0,
    send: (frame: Frame) => wire.send(frame),
    ping: () => wire.ping(() => emitter.emit('pong')),
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
      const frames = waiting;
      waiting = [];
      for (const frame of frames) arrive(frame);
    },
    close: () => {
      if (socket.readyState !== OPEN) return;
      socket.readyState = CLOSING;
      wire.close(end);
    },
    terminate: () => {
      wire.cut();
      end();
    },
  });
  const tcp = Object.assign(new EventEmitter(), {
    bytesRead: 0,
    cork: () => undefined,
    uncork: () => undefined,
  });
  return {
    socket: socket as unknown as WebSocket,
    tcp: tcp as unknown as Socket,
    arrive,
    end,
  };
};
