import websocket from '@fastify/websocket';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MAX_FRAME } from '../../src/sync/protocol.ts';
import type { Config } from '../config.ts';
import { CLOSE_MS } from '../connection/channel.ts';
import { openConnection, type Connection, type Hall } from '../connection/connection.ts';
import { hostToOrigin, isAllowedOrigin } from './origins.ts';

/** `/sync`, the WebSocket that devices talk by. */
export const serveSync = async (server: FastifyInstance, config: Config, hall: Hall): Promise<void> => {
  const connections = new Set<Connection>();
  await server.register(rateLimit, { global: false });
  await server.register(websocket, {
    options: { maxPayload: MAX_FRAME, perMessageDeflate: false, clientTracking: true },
    preClose: async () => {
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

  const originOf = (request: FastifyRequest): string | undefined =>
    hostToOrigin(request.headers.host, config);
  server.route({
    method: 'GET',
    url: '/sync',
    config: { rateLimit: { max: config.handshakes, timeWindow: 60_000 } },
    onRequest: async (request, reply) => {
      const own = originOf(request);
      if (own === undefined)
        return reply.code(421).send({ message: 'This server does not go by that name.' });
      if (!isAllowedOrigin(request.headers.origin, own, config))
        return reply.code(403).send({ message: 'Pages of this origin may not connect.' });
      return undefined;
    },
    handler: (_request, reply) => reply.code(426).send({ message: 'This is for WebSockets.' }),
    wsHandler: (socket, request) => {
      const log = hall.log.child({ connection: request.id });
      const connection = openConnection(socket, request.raw.socket, originOf(request)!, { ...hall, log });
      connections.add(connection);
      socket.once('close', () => connections.delete(connection));
    },
  });
};
