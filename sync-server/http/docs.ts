import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import serveStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from '../api/openapi.ts';

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Daybook sync server</title>
<link rel="icon" href="favicon-32x32.png">
<link rel="stylesheet" href="swagger-ui.css">
<main id="docs"></main>
<script src="swagger-ui-bundle.js"></script>
<script src="start.js"></script>
</html>
`;
/** A file of its own, so that the policy of this server stands: nothing inline, and nobody else is asked to validate. */
const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', validatorUrl: null, syntaxHighlight: false });
`;
const FILES: ReadonlySet<string> = new Set([
  '/swagger-ui.css',
  '/swagger-ui-bundle.js',
  '/favicon-32x32.png',
]);

/** `/openapi.json`, and `/docs` for reading and trying it. */
export const serveDocs = async (server: FastifyInstance): Promise<void> => {
  const document = JSON.stringify(openApiDocument());
  server.get('/openapi.json', (_request, reply) => reply.type('application/json').send(document));
  server.get('/docs', (_request, reply) => reply.redirect('/docs/'));
  server.get('/docs/', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
  server.get('/docs/start.js', (_request, reply) => reply.type('text/javascript').send(START));
  await server.register(serveStatic, {
    root: dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/swagger-ui.css'))),
    prefix: '/docs/',
    decorateReply: false,
    index: false,
    allowedPath: (path) => FILES.has(path),
  });
};
