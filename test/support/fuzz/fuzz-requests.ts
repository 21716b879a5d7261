/** The plain requests of the server over its book and SQLite store, fed with such as are nearly right. */
import rateLimit from '@fastify/rate-limit';
import { bytesToBase64, bytesToHex } from '../../../src/kernel/bytes.ts';
import type { BookId } from '../../../src/kernel/ids.ts';
import { segmentsToRun } from '../../../src/log/run.ts';
import { challengeMessage } from '../../../src/sync/protocol.ts';
import { RUN } from '../../../src/sync/requests.ts';
import { serveRequests } from '../../../sync-server/api/serve-requests.ts';
import { createTickets } from '../../../sync-server/api/tickets.ts';
import { readConfig } from '../../../sync-server/config.ts';
import { createHttpServer } from '../../../sync-server/http/http-server.ts';
import { framesToRequests, oddRequest, type OddRequest } from './bodies.ts';
import { readCorpus, readCorpusBook } from './corpus.ts';
import { seedToDraw } from './dice.ts';
import { openHall } from './hall.ts';
import type { Frame } from './mutate.ts';

const NONCE = 'b2'.repeat(32);
const HOST = '127.0.0.1:8787';
/** Requests at a time. */
const AT_ONCE = 16;
/** Milliseconds in which each is answered, on a machine that does much else. */
const STALLED = 20_000;

export interface FuzzedRequests {
  readonly requests: number;
  /** How often each status was the answer. */
  readonly statuses: Readonly<Record<number, number>>;
  /** What should not have been: each with the request that did it. */
  readonly harm: readonly string[];
  /** Bytes that are still counted, now that all are answered. */
  readonly leaked: number;
}

export const fuzzRequests = async (folder: string, seed: number, count: number): Promise<FuzzedRequests> => {
  const [good, founder, draw] = [framesToRequests(readCorpus()), readCorpusBook(), seedToDraw(seed)];
  const harm: string[] = [];
  const told = (what: string, request?: OddRequest): void =>
    void harm.push(`seed ${seed}: ${what}: ${JSON.stringify({ ...request, body: String(request?.body) })}`);
  const hall = await openHall(folder, told);
  const { crypto, random, timers } = hall.platform;
  const config = readConfig(['--port', '8787', '--handshakes', '100000000'], {});
  if (!config.ok) throw new Error(config.error.message);
  const server = createHttpServer(config.value, undefined, hall.platform);
  await server.register(rateLimit, { global: false });
  const tickets = createTickets(random.bytes(32), hall.platform);
  await serveRequests(server, config.value, hall, { tickets });

  const send = ({ method, name, body, headers }: OddRequest, book: string = founder.book) =>
    server.inject({
      method,
      url: `/api/books/${book}/${name}`,
      headers: { host: HOST, ...headers },
      ...(method === 'GET' ? {} : { payload: typeof body === 'string' ? body : Buffer.from(body) }),
    });
  const post = (name: string, body: Frame, ticket = '') =>
    send({
      method: 'POST',
      name,
      body,
      headers: {
        'content-type': typeof body === 'string' ? 'application/json' : RUN,
        authorization: `Bearer ${ticket}`,
      },
    });

  const { device, signing, log } = founder;
  const asked = await post('challenge', JSON.stringify({ protocol: 1, device, nonce: NONCE }));
  const { nonce: challenge, origin } = asked.json<{ nonce: string; origin: string }>();
  const signed = await crypto.sign(signing, challengeMessage(origin, founder.book, NONCE, challenge));
  const proof = [bytesToBase64(log[0]!)];
  const answer = JSON.stringify({ device, nonce: NONCE, challenge, signature: bytesToBase64(signed), proof });
  const letIn = async (): Promise<string> => (await post('ticket', answer)).json<{ ticket: string }>().ticket;
  const ticket = await letIn();
  const other = bytesToHex(random.bytes(32)) as BookId;
  const asking = { origin, book: other, device, deviceNonce: NONCE };
  const bad = [
    tickets.ticket(asking, tickets.challenge(asking))!,
    `${ticket}x`,
    ticket.replace(/\.\d+\./, '.99999999999999.'),
    '..',
    'x'.repeat(4_000),
  ];
  // A replayed answer is one more way in, and a good one.
  const withAnswer = [...good, { name: 'ticket', body: answer } as const];

  const statuses: Record<number, number> = {};
  const visit = async (chance: ReturnType<typeof seedToDraw>): Promise<void> => {
    const request = oddRequest(withAnswer, { good: ticket, bad }, chance);
    const stalled = timers.after(STALLED, () => told('it was not answered', request));
    const book = chance.chance(0.05) ? chance.one([other, 'x', '%ff', 'A'.repeat(64)]) : founder.book;
    const { statusCode, headers, body } = await send(request, book);
    stalled();
    statuses[statusCode] = (statuses[statusCode] ?? 0) + 1;
    if (statusCode >= 500) told(`it was answered ${statusCode}`, request);
    if (statusCode < 400) return;
    const isInWords =
      String(headers['content-type']).startsWith('application/json') && body.includes('"message"');
    if (!isInWords) told(`${statusCode} without a word: ${body}`, request);
  };
  let requests = 0;
  for (; requests < count && harm.length === 0; requests += AT_ONCE) {
    const seeds = Array.from({ length: AT_ONCE }, () => draw.below(2 ** 31));
    await Promise.all(seeds.map((one) => visit(seedToDraw(one))));
  }
  // Who keeps to the protocol is still served, and an answer that was heard gives the very same ticket.
  if ((await letIn()) !== ticket) told('a replayed answer gave another ticket');
  const pushed = await post('push', segmentsToRun(log), ticket);
  if (pushed.statusCode !== 200) told(`a good push was answered ${pushed.statusCode}`);
  const leaked = hall.intake.bytes() + hall.backlogs.bytes();
  await server.close();
  await hall.close();
  return { requests, statuses, harm, leaked };
};
