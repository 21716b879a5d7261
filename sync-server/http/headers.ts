import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { hostToOrigin } from './origins.ts';

/**
 * Nothing inline and nothing from elsewhere; `wasm-unsafe-eval` is for Automerge and hash-wasm, which are WebAssembly.
 * `'self'` leaves out ws: in some browsers, so the socket is named.
 */
export const sendSecurityHeaders = async (server: FastifyInstance, config: Config): Promise<void> => {
  const socket = (request: IncomingMessage): string =>
    hostToOrigin(request.headers.host, config)?.replace(/^http/, 'ws') ?? "'self'";
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        workerSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", socket],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
};
