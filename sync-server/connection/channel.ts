import type { WebSocket } from 'ws';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { Failure } from '../../src/kernel/result.ts';
import { messageToFrame, type Message } from '../../src/sync/protocol.ts';

/** WebSocket close codes (RFC 6455, section 7.4.1). */
export const GOING_AWAY = 1001;
export const POLICY = 1008;
export const TRY_LATER = 1013;

/** A WebSocket as the rest of the server sees it. */
export interface Channel {
  send(message: Message): void;
  /** Says why, then closes. */
  stop(failure: Failure, code: number): void;
  /** Nothing is read while there is a reason not to. */
  hold(reason: string): void;
  resume(reason: string): void;
  isHeld(): boolean;
  /** Bytes that the other side has not taken yet. */
  unsent(): number;
}

export const openChannel = (socket: WebSocket): Channel => {
  const reasons = new Set<string>();
  const send = (message: Message): void => {
    if (socket.readyState === socket.OPEN) socket.send(messageToFrame(message));
  };
  return {
    send,
    stop: ({ code, message }, closeCode) => {
      send({ type: 'stop', code, message: message.slice(0, 500), retry: closeCode !== POLICY });
      socket.close(closeCode, code);
    },
    hold: (reason) => {
      reasons.add(reason);
      socket.pause();
    },
    resume: (reason) => {
      if (reasons.delete(reason) && reasons.size === 0) socket.resume();
    },
    isHeld: () => reasons.size > 0,
    unsent: () => socket.bufferedAmount,
  };
};

/** A plain view: a Buffer's `slice` does not copy, and nothing below the socket should have to know that. */
export const toFrame = (data: Buffer, isBinary: boolean): string | Bytes =>
  isBinary ? new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.length) : data.toString('utf8');
