import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import type { Config } from '../config.ts';

export type AddressFailure = Failure<'address-unusable'>;

/**
 * How many may wait to be taken in; the system has a bound of its own. After a start all devices come at once, and of
 * those beyond it each waits for a second, then three, then seven: so TCP asks again. What each costs is the system's
 * until it is taken in, and then counts against `connections`.
 */
const BACKLOG = 10_000;

/** Could it be listened on? To be asked before anything is made for a server that then does not run. */
export const checkAddress = ({ host, port }: Config): Promise<Result<null, AddressFailure>> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => resolve(unusable(host, port, error)));
    probe.listen({ host, port }, () => probe.close(() => resolve(ok(null))));
  });

/** Answers the origin, with the port that the system chose. */
export const listen = async (
  server: FastifyInstance,
  { host, port }: Config,
): Promise<Result<string, AddressFailure>> => {
  try {
    return ok(await server.listen({ host, port, backlog: BACKLOG }));
  } catch (error) {
    return unusable(host, port, error as Error);
  }
};

const unusable = (
  host: string,
  port: number,
  { code, message }: NodeJS.ErrnoException,
): Result<never, AddressFailure> => {
  const why =
    code === 'EADDRINUSE'
      ? 'it is in use: stop the program that holds it, or choose another with --port'
      : message;
  return fail('address-unusable', `Port ${port} of ${host} cannot be listened on: ${why}.`, 'port');
};
