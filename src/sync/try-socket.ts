import type { Bytes } from '../kernel/bytes.ts';
import type { Timers } from '../kernel/ports.ts';
import type { Connection, Transport, TransportHandlers } from './transport.ts';

export interface Found {
  readonly socket: Connection;
  /** What came back for the frame that was sent. */
  readonly frame: string | Bytes;
  /** Who hears of it from now on; nobody, unless this is called. */
  listen(handlers: Pick<TransportHandlers, 'onFrame' | 'onClose'>): void;
}

/**
 * Says once what has come of it: a WebSocket that has carried a frame each way, or undefined, when it ended before or
 * the time was up. The returned function ends the try, and nothing is said then.
 */
export const trySocket = (
  sockets: Transport,
  origin: string,
  hello: string | Bytes,
  timers: Timers,
  milliseconds: number,
  done: (found: Found | undefined) => void,
): (() => void) => {
  let isOver = false;
  let listener: Pick<TransportHandlers, 'onFrame' | 'onClose'> | undefined;
  const finish = (frame?: string | Bytes): void => {
    if (isOver) return;
    isOver = true;
    cancel();
    if (frame === undefined) socket.close();
    done(
      frame === undefined
        ? undefined
        : {
            socket,
            frame,
            listen: (handlers) => {
              listener = handlers;
            },
          },
    );
  };
  const socket = sockets.connect(origin, {
    onOpen: () => socket.send(hello),
    onFrame: (frame) => (isOver ? listener?.onFrame(frame) : finish(frame)),
    onClose: () => (isOver ? listener?.onClose() : finish()),
  });
  const cancel = timers.after(milliseconds, () => finish());
  return () => {
    if (isOver) return;
    isOver = true;
    cancel();
    socket.close();
  };
};
