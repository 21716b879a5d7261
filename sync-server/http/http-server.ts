import { Server as TlsServer } from 'node:https';
import { fastify, type FastifyInstance } from 'fastify';
import type { Random, Timers } from '../../src/kernel/ports.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import { MAX_SEGMENT } from '../../src/log/limits.ts';
import { millisecondsUnderway } from '../../src/sync/in-flight.ts';
import type { Config } from '../config.ts';
import { newRequestId } from './request-log.ts';
import { readCertificate, type Certificate, type CertificateFailure } from './tls.ts';

/** Bytes; what requests with more are for says so itself. */
const MAX_BODY = 1024;
/** Milliseconds between looks at requests that are slow to arrive. */
const LOOK_EVERY = 1000;

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly bringsSegments?: boolean;
  }
}

export const createHttpServer = (
  config: Config,
  certificate: Certificate | undefined,
  { random, timers }: { readonly random: Random; readonly timers: Timers },
): FastifyInstance => {
  const slowest = config.requestSeconds * 1000;
  const requestTimeout = slowest + millisecondsUnderway(MAX_SEGMENT);
  // Node holds its times against each other before Fastify sets its own.
  const limits = { requestTimeout, headersTimeout: slowest, connectionsCheckingInterval: LOOK_EVERY };
  const options = {
    logger: false,
    genReqId: () => newRequestId(random),
    forceCloseConnections: true,
    bodyLimit: MAX_BODY,
    requestTimeout,
    trustProxy: config.trustedProxies.length > 0 && config.trustedProxies,
  };
  const server = certificate
    ? (fastify({ ...options, https: { ...certificate, ...limits } }) as unknown as FastifyInstance)
    : fastify({ ...options, http: limits });
  server.server.maxConnections = config.connections;
  server.addHook('onRequest', async ({ raw, routeOptions }) => {
    const { 'content-length': length, 'transfer-encoding': coding } = raw.headers;
    if (length === undefined && coding === undefined) return;
    const underway = routeOptions.config.bringsSegments ? toArrive(length) : 0;
    const cancel = timers.after(slowest + underway, () => raw.complete || raw.destroy());
    raw.once('close', cancel);
  });
  return server;
};

/** Whoever was let in to bring segments may have a slow network. What says nothing of its length may be the longest. */
const toArrive = (length: string | undefined): number => {
  const told = Number(length);
  return millisecondsUnderway(told > 0 && told < MAX_SEGMENT ? told : MAX_SEGMENT);
};

export const reloadCertificate = (
  server: FastifyInstance,
  config: Config,
): Result<null, CertificateFailure> => {
  const certificate = readCertificate(config);
  if (!certificate.ok) return certificate;
  const { server: http } = server as { readonly server: unknown };
  if (certificate.value && http instanceof TlsServer) http.setSecureContext(certificate.value);
  return ok(null);
};
