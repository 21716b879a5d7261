import type { FastifyError, FastifyInstance } from 'fastify';
import { bytesToHex } from '../../src/kernel/bytes.ts';
import type { Random } from '../../src/kernel/ports.ts';
import type { Log } from '../log.ts';

/** Unlike any other's, whatever node or start it is of. */
export const newRequestId = (random: Random): string => bytesToHex(random.bytes(8));

/** By its route and not its address, which may hold anything. */
export const logRequests = (server: FastifyInstance, log: Log): void => {
  server.addHook('onRequest', async (request, reply) => void reply.header('request-id', request.id));
  server.addHook('onResponse', async ({ id, method, routeOptions }, { statusCode, elapsedTime }) =>
    log.debug(
      {
        request: id,
        method,
        route: routeOptions.url,
        status: statusCode,
        milliseconds: Math.round(elapsedTime),
      },
      'answered',
    ),
  );
  server.setErrorHandler<FastifyError>((error, { id }, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ message: error.message });
    log.error({ request: id, err: error }, 'a request failed');
    return reply.code(status).send({ message: 'The server failed on this request.', request: id });
  });
};
