import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import { MAX_FRAME } from '../../src/sync/protocol.ts';
import type { Config } from '../config.ts';
import { CLOSE_MS } from '../connection/channel.ts';
import { openConnection, type Connection, type Hall } from '../connection/connection.ts';
import { guardOrigin, hostToOrigin } from './origins.ts';

/** `/sync`, the WebSocket that devices talk by. */
export const serveSync = async (server: FastifyInstance, config: Config, hall: Hall): Promise<void> => {
  const connections = new Set<Connection>();
  let isClosing = false;
  await server.register(websocket, {
    options: { maxPayload: MAX_FRAME, perMessageDeflate: false, clientTracking: true },
    preClose: async () => {
      isClosing = true;
      const { clients } = server.websocketServer;
      const cancel = hall.platform.timers.after(CLOSE_MS, () =>
        clients.forEach((client) => client.terminate()),
      );
      const closed = [...clients].map((client) => new Promise((resolve) => client.once('close', resolve)));
      await Promise.all([...connections].map((connection) => connection.finish()));
      await Promise.all(closed);
      cancel();
    },
  });

  // One that comes while others are being closed, often from one that was, is answered and left open: the end would wait.
  server.server.on('upgrade', (_request, socket) => {
    if (isClosing) setImmediate(() => socket.destroy());
  });

  server.route({
    method: 'GET',
    url: '/sync',
    config: { rateLimit: { max: config.handshakes, timeWindow: 60_000 } },
    onRequest: guardOrigin(config),
    handler: (_request, reply) => reply.code(426).send({ message: 'This is for WebSockets.' }),
    wsHandler: (socket, request) => {
      const origin = hostToOrigin(request.headers.host, config)!;
      const log = hall.log.child({ connection: request.id });
      const connection = openConnection(socket, request.raw.socket, origin, { ...hall, log });
      connections.add(connection);
      socket.once('close', () => connections.delete(connection));
    },
  });
};
