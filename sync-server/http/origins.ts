import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback, type Config } from '../config.ts';

/** The desktop app's pages. */
const APP_ORIGIN = 'app://daybook';
const HOST = /^([a-zA-Z0-9.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?$/;

type Place = Pick<Config, 'host' | 'publicOrigin' | 'origins' | 'tlsCert'>;

/**
 * The origin that a device dialled, by its Host header; undefined for a name that is not this server's. A server on a
 * loopback address answers to loopback names only: else a page elsewhere could point its own name here and be taken
 * for the server's own page.
 */
export const hostToOrigin = (host: string | undefined, place: Place): string | undefined => {
  if (!host || !HOST.test(host)) return undefined;
  if (place.publicOrigin && new URL(place.publicOrigin).host === host) return place.publicOrigin;
  const url = URL.parse(`${place.tlsCert === undefined ? 'http' : 'https'}://${host}`);
  if (!url) return undefined;
  const { hostname, origin } = url;
  if (isLoopback(place.host)) return isLoopback(hostname) ? origin : undefined;
  return place.publicOrigin ? undefined : origin;
};

/** May a page of `origin` connect? Programs that are no browsers send none. */
const isAllowedOrigin = (origin: string | undefined, own: string, place: Place): boolean =>
  origin === undefined || origin === own || origin === APP_ORIGIN || place.origins.includes(origin);

/** Before anything of a request is read: was this server meant, and may the page that sent it? */
export const guardOrigin =
  (place: Place) =>
  async ({ headers }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const own = hostToOrigin(headers.host, place);
    if (own === undefined)
      return reply
        .code(421)
        .send({ code: 'wrong-name', message: 'This server does not go by that name.', retry: true });
    if (!isAllowedOrigin(headers.origin, own, place))
      return reply
        .code(403)
        .send({ code: 'wrong-origin', message: 'Pages of this origin may not connect.', retry: true });
    return undefined;
  };
