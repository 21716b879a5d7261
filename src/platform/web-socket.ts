import type { Bytes } from '../kernel/bytes.ts';
import type { Transport } from '../sync/transport.ts';

/** Frames over the platform's WebSocket, which browsers and Node share. */
export const webSocketTransport: Transport = {
  connect: (origin, handlers) => {
    const socket = socketTo(origin);
    if (!socket) {
      queueMicrotask(() => handlers.onClose());
      return { send: () => undefined, close: () => undefined };
    }
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => handlers.onOpen());
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) =>
      handlers.onFrame(typeof data === 'string' ? data : (new Uint8Array(data) as Bytes)),
    );
    socket.addEventListener('close', () => handlers.onClose(), { once: true });
    return {
      send: (frame) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(frame);
      },
      close: () => socket.close(),
    };
  },
};

/** Undefined where the browser will have none: from a page of https to a server of http, or for no address at all. */
const socketTo = (origin: string): WebSocket | undefined => {
  try {
    return new WebSocket(`${origin.replace(/^http/, 'ws')}/sync`);
  } catch {
    return undefined;
  }
};
