import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../store.ts';
import { version } from '../version.ts';

/** For whoever runs the server: is it well, and how busy? */
export const serveManagement = (server: FastifyInstance, store: Store, metrics: Metrics): void => {
  server.get('/health', async (_request, reply) => {
    try {
      await store.check();
      return { status: 'ok', version };
    } catch {
      return reply.code(503).send({ status: 'The database does not answer.', version });
    }
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
};
