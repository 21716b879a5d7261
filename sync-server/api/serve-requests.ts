import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HASH, type BookId, type DeviceId } from '../../src/kernel/ids.ts';
import { MORE, RUN } from '../../src/sync/requests.ts';
import { readableBy } from '../book/readable-by.ts';
import type { Config } from '../config.ts';
import type { Hall } from '../connection/connection.ts';
import { guardOrigin, hostToOrigin } from '../http/origins.ts';
import { errorToAnswer, malformed, readBody, tooMany } from './bodies.ts';
import { failed, sendAnswer, type Answer } from './answers.ts';
import { controls, pull, push, tellHeads } from './exchange.ts';
import { createGate, readTicket, type Wait } from './gate.ts';
import type { Arrival } from '../connection/intake.ts';
import { challenge, giveTicket, type Place } from './let-in.ts';
import { createOpenBooks } from './open-books.ts';
import { OPERATIONS, type BodyOf, type OperationName } from './operations.ts';
import { readArrival } from './read-arrival.ts';
import { ticketToDevice, type Tickets } from './tickets.ts';

const MINUTE = 60_000;
/** Requests that an address may make for each handshake that it may. */
const FOR_EACH = 10;

/** `asker`: whose ticket it came with, where it needs one. */
type Handlers = {
  readonly [N in OperationName]: (place: Place, body: BodyOf<N>, asker: DeviceId) => Promise<Answer>;
};

/** The sync protocol by plain requests, below `/api`. Who asks, and for which book, is settled before any body is read. */
export const serveRequests = async (
  server: FastifyInstance,
  config: Config,
  hall: Hall,
  { tickets }: { readonly tickets: Tickets },
): Promise<void> => {
  const { books, intake, metrics, platform: door } = hall;
  const open = createOpenBooks(books, hall.rates, hall.rulings, door.timers);
  const gate = createGate(tickets, hall.rulings, open, door.clock);
  const arrivals = new WeakMap<FastifyRequest, Arrival>();
  const reception = { books, door, tickets, metrics };
  const handlers: Handlers = {
    challenge: async (place, body) => challenge(place, body, reception),
    ticket: (place, body) => giveTicket(place, body, reception),
    heads: ({ book }, body) => open.use(book, ({ log }) => tellHeads(log, body)),
    pull: ({ book }, body, asker) => open.use(book, ({ log }) => pull(readableBy(log, asker), body)),
    push: ({ book }, body) => open.use(book, ({ log }) => push(log, body, { ...door, metrics })),
    controls: ({ book }, _, asker) => open.use(book, ({ log }) => controls(readableBy(log, asker))),
  };
  const strangers = server.rateLimit({ max: config.handshakes, timeWindow: MINUTE });
  const members = server.rateLimit({ max: FOR_EACH * config.handshakes, timeWindow: MINUTE });

  const serve = <N extends OperationName>(api: FastifyInstance, name: N): void => {
    const { method, needsTicket, body: schema, maxBytes } = OPERATIONS[name];
    api.route({
      method,
      url: `/books/:book/${name}`,
      bodyLimit: Math.max(1, maxBytes),
      config: { bringsSegments: schema === RUN },
      onRequest: [
        needsTicket ? members : strangers,
        async (request, reply) => {
          const book = bookOf(request);
          if (book === undefined) return sendAnswer(reply, malformed());
          const refused = needsTicket && gate.refuse(request.headers.authorization, book);
          if (refused) return sendAnswer(reply, refused);
          const wait = schema === RUN ? await gate.wait(book) : undefined;
          return wait && sendAnswer(tellWait(reply, wait), wait.answer);
        },
      ],
      preParsing: async (request, reply, payload) => {
        if (!needsTicket || schema === undefined) return payload;
        const { raw } = request;
        const book = bookOf(request)!;
        const arrival = intake.open(book, {
          hasMore: () => raw.complete || raw.readableLength > 0,
          cut: () => void raw.destroy(),
        });
        arrivals.set(request, arrival);
        raw.once('close', () => raw.readableEnded || arrival.close());
        return readArrival(raw, arrival, {
          timers: door.timers,
          longestStill: config.requestSeconds * 1000,
          charge: async (bytes) => {
            if (schema !== RUN) return;
            // A segment may be more than a book may send at once: the first goes on.
            const wait = arrival.isFirst() ? undefined : await gate.wait(book);
            if (wait) {
              void tellWait(reply, wait);
              throw tooMany();
            }
            await gate.charge(book, bytes);
          },
        });
      },
      onSend: async (request) => {
        request.body = undefined;
        arrivals.get(request)?.close();
      },
      onResponse: async (_request, { statusCode }) =>
        metrics.requests.inc({ operation: name, status: statusCode }),
      handler: async (request, reply) => {
        const body = readBody(request.body, schema);
        if (!body) return sendAnswer(reply, malformed());
        const place = { book: bookOf(request)!, origin: hostToOrigin(request.headers.host, config)! };
        const asker = ticketToDevice(readTicket(request.headers.authorization));
        return sendAnswer(reply, await handlers[name](place, body.value as BodyOf<N>, asker));
      },
    });
  };

  await server.register(
    async (api) => {
      api.addHook('onRequest', guardOrigin(config));
      api.addHook('onRequest', allowPages);
      api.options('/*', (_request, reply) => reply.code(204).headers(PREFLIGHT).send());
      api.addContentTypeParser(RUN, { parseAs: 'buffer' }, async (_: unknown, body: Buffer) => body);
      api.removeContentTypeParser('text/plain');
      api.setNotFoundHandler((_request, reply) =>
        sendAnswer(reply, failed({ code: 'not-found', message: 'There is nothing here.' }, false)),
      );
      api.setErrorHandler((error: Error & { readonly statusCode?: number }, { id }, reply) => {
        const answer = errorToAnswer(error);
        if (answer.type === 'failure' && answer.failure.code === 'server-failed')
          hall.log.error({ request: id, err: error }, 'a request failed');
        return sendAnswer(reply, answer);
      });
      for (const name of Object.keys(OPERATIONS) as OperationName[]) serve(api, name);
    },
    { prefix: '/api' },
  );
  server.addHook('preClose', () => open.stop());
};

const bookOf = ({ params }: FastifyRequest): BookId | undefined => {
  const { book } = params as { readonly book: string };
  return HASH.test(book) ? (book as BookId) : undefined;
};

/** Says when to come again. */
const tellWait = (reply: FastifyReply, { milliseconds }: Wait): FastifyReply =>
  reply.header('retry-after', Math.ceil(milliseconds / 1000));

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': '7200',
};

/** Pages that may connect are told so; they have been asked for by then. */
const allowPages = async ({ headers }: FastifyRequest, reply: FastifyReply): Promise<void> => {
  void reply.header('cache-control', 'no-store');
  if (headers.origin === undefined) return;
  void reply
    .header('access-control-allow-origin', headers.origin)
    .header('access-control-expose-headers', `${MORE}, retry-after`)
    .header('vary', 'origin');
};
