import type { Timers } from '../kernel/ports.ts';
import type { Connection, Transport, TransportHandlers } from './transport.ts';
import { trySocket } from './try-socket.ts';

/** Milliseconds between tries whether a WebSocket comes through by now, and for which one is waited for. */
export const TRY_EVERY = 60_000;
export const TRY_MS = 15_000;
/** For which requests that have been answered wait for a WebSocket: where none is let through it rarely takes as long. */
export const FIRST_TRY_MS = 2_000;

/**
 * WebSockets, and plain requests where none comes through. A network that blocks them refuses them, lets them hang, or
 * lets them open and swallows what they carry: that looks the same as having no network. So the two take turns until
 * one has carried a frame. Where requests come through, a WebSocket is tried once more before they are relied on, for a
 * server that was down looks the same too, and then each minute.
 */
export const withFallback = (sockets: Transport, requests: Transport, timers: Timers): Transport => {
  let isBlocked = false;

  const bySocket = (origin: string, handlers: TransportHandlers): Connection => {
    let isHeard = false;
    return sockets.connect(origin, {
      ...handlers,
      onFrame: (frame) => {
        isHeard = true;
        handlers.onFrame(frame);
      },
      onClose: () => {
        isBlocked = !isHeard;
        handlers.onClose();
      },
    });
  };

  const byRequests = (origin: string, handlers: TransportHandlers): Connection => {
    let hello: Parameters<Connection['send']>[0] | undefined;
    let isHeard = false;
    let socket: Connection | undefined;
    let stopTrying = (): void => undefined;
    const tryLater = (): void => {
      stopTrying = timers.after(TRY_EVERY, () => {
        const end = trySocket(sockets, origin, hello!, timers, TRY_MS, (found) => {
          found?.socket.close();
          if (!found) return tryLater();
          isBlocked = false;
          return connection.close();
        });
        stopTrying = end;
      });
    };
    const connection = requests.connect(origin, {
      onOpen: () => handlers.onOpen(),
      onFrame: (frame) => {
        if (isHeard) return handlers.onFrame(frame);
        isHeard = true;
        stopTrying = trySocket(sockets, origin, hello!, timers, FIRST_TRY_MS, (found) => {
          if (!found) {
            tryLater();
            return handlers.onFrame(frame);
          }
          isBlocked = false;
          socket = found.socket;
          connection.close();
          found.listen(handlers);
          return handlers.onFrame(found.frame);
        });
        return undefined;
      },
      onClose: () => {
        stopTrying();
        if (!isHeard) isBlocked = false;
        if (!socket) handlers.onClose();
      },
    });
    return {
      send: (frame) => {
        hello ??= frame;
        (socket ?? connection).send(frame);
      },
      close: () => (socket ?? connection).close(),
    };
  };

  return {
    connect: (origin, handlers) => (isBlocked ? byRequests : bySocket)(origin, handlers),
  };
};
