import { WebSocket } from 'ws';
import type { Transport } from '../../src/sync/transport.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { Cluster } from './cluster.ts';

/**
 * Dials a node under the name of all of them, as a balancer does: each connection goes to the next that is up, the
 * first of them being `first`. `onLost` is told when the end of a connection began, by `performance.now()`.
 */
export const balancedTransport = (
  cluster: Cluster,
  first: number,
  onLost: (since: number) => void,
): Transport => {
  let next = first;
  return {
    connect: (origin, handlers) => {
      const picked = cluster.pick(next);
      if (!picked) {
        queueMicrotask(() => handlers.onClose());
        return { send: () => undefined, close: () => undefined };
      }
      next = picked.at + 1;
      const { standing } = picked;
      const url = `${standing.node.url.replace(/^http/, 'ws')}/sync`;
      const socket = new WebSocket(url, {
        headers: { host: new URL(origin).host },
        perMessageDeflate: false,
      });
      socket.on('open', () => handlers.onOpen());
      socket.on('message', (data: Buffer, isBinary) =>
        handlers.onFrame(isBinary ? (new Uint8Array(data) as Bytes) : data.toString('utf8')),
      );
      // A node that was killed refuses; `close` follows.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        onLost(standing.killedAt ?? performance.now());
        handlers.onClose();
      });
      return {
        send: (frame) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(frame);
        },
        close: () => socket.close(),
      };
    },
  };
};
