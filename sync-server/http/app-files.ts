import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import serveStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The built app for browsers: its files, and for every place in it the page that finds the place. */
export const serveApp = async (server: FastifyInstance, folder: string): Promise<void> => {
  const root = resolve(folder);
  if (!existsSync(root)) return;
  await server.register(serveStatic, {
    root,
    // File names under assets carry a hash of their content.
    setHeaders: (response, path) =>
      response.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
    cacheControl: false,
  });
  server.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?');
    if (request.method !== 'GET' || extname(path) !== '')
      return reply.code(404).send({ message: 'Not found' });
    return reply.sendFile('index.html');
  });
};
