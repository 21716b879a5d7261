import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics.ts';
import type { Room } from '../room.ts';
import type { StartCheck } from '../start-check.ts';
import type { Store } from '../store.ts';
import { version } from '../version.ts';

interface Management {
  readonly store: Store;
  readonly metrics: Metrics;
  readonly room: Pick<Room, 'fullSince'>;
  readonly isDraining: () => boolean;
  readonly check: () => StartCheck | undefined;
}

/** For whoever runs the server: does it live, does it do all of its work, and how busy is it? */
export const serveManagement = (
  server: FastifyInstance,
  { store, metrics, room, isDraining, check }: Management,
): void => {
  const answers = async (): Promise<boolean> => {
    try {
      await store.check();
      return true;
    } catch {
      return false;
    }
  };
  server.get('/health', async (_request, reply) => {
    if (await answers()) return { status: 'ok', version };
    return reply.code(503).send({ status: 'The database does not answer.', version });
  });
  server.get('/ready', async (_request, reply) => {
    const full = room.fullSince();
    const state = isDraining()
      ? { status: 'draining', message: 'The server is shutting down.' }
      : full !== undefined
        ? {
            status: 'disk-full',
            message: 'The disk is full: nothing is written until there is room. What is stored can be read.',
            since: new Date(full).toISOString(),
          }
        : check()?.state === 'damaged'
          ? {
              status: 'damaged',
              message:
                'What is stored has faults: see the log, run "check", and restore a backup without any.',
            }
          : (await answers())
            ? { status: 'ready' }
            : { status: 'database-silent', message: 'The database does not answer.' };
    return reply.code(state.status === 'ready' ? 200 : 503).send({ ...state, check: check() });
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
};
