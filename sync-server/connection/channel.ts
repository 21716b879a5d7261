import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Timers } from '../../src/kernel/ports.ts';
import type { Failure } from '../../src/kernel/result.ts';
import type { Message } from '../../src/sync/protocol.ts';
import type { Frames } from './frames.ts';

/** WebSocket close codes (RFC 6455, section 7.4.1). */
export const GOING_AWAY = 1001;
export const POLICY = 1008;
export const TRY_LATER = 1013;

/** Milliseconds that the other side has to answer a close before it is cut off. */
export const CLOSE_MS = 2_000;
/** Bytes waiting for a reader, beyond which it is sent no more of what is stored. */
const ENOUGH = 4 * 1024 * 1024;
/** Beyond which it is cut off at once. */
const TOO_MUCH = 32 * 1024 * 1024;

/** A WebSocket as the rest of the server sees it. */
export interface Channel {
  send(message: Message): void;
  /** What is sent within `task` is written to the network in one go. */
  together(task: () => void): void;
  /** Says why, then closes. Nothing that comes after it is heard. */
  stop(failure: Failure, code: number): void;
  /** Nothing is read while there is a reason not to. */
  hold(reason: string): void;
  resume(reason: string): void;
  isHeld(): boolean;
  /** Bytes that the other side has not taken yet. */
  unsent(): number;
  /** Runs the task once the other side has taken nearly all that was sent: at once, as a rule. */
  whenTaken(task: () => void): void;
}

interface Ends {
  /** Ends the socket at once: its reader is too slow. */
  readonly cut: () => void;
  /** The other side is told to stop, for this reason. */
  readonly stopped: (failure: Failure) => void;
}

export const openChannel = (
  socket: WebSocket,
  tcp: Pick<Socket, 'cork' | 'uncork'>,
  frames: Frames,
  timers: Timers,
  { cut, stopped }: Ends,
): Channel => {
  const reasons = new Set<string>();
  const tasks: (() => void)[] = [];
  const taken = (): void => {
    if (socket.bufferedAmount <= ENOUGH) for (const task of tasks.splice(0)) task();
  };
  const send = (message: Message): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > TOO_MUCH) cut();
    else socket.send(frames.write(message), taken);
  };
  return {
    send,
    together: (task) => {
      tcp.cork();
      try {
        task();
      } finally {
        tcp.uncork();
      }
    },
    stop: (failure, closeCode) => {
      if (socket.readyState !== socket.OPEN) return; // Once is enough, however often a flood gives reason to.
      const { code, message } = failure;
      stopped(failure);
      send({ type: 'stop', code, message: message.slice(0, 500), retry: closeCode !== POLICY });
      socket.close(closeCode, code);
      const cancel = timers.after(CLOSE_MS, () => socket.terminate());
      socket.once('close', cancel);
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
    whenTaken: (task) => {
      tasks.push(task);
      taken();
    },
  };
};
