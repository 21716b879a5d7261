import type { Bytes } from '../kernel/bytes.ts';
import type { Transport } from '../sync/transport.ts';

/** Frames over the platform's WebSocket, which browsers and Node share. */
export const webSocketTransport: Transport = {
  connect: (origin, handlers) => {
    const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/sync`);
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
