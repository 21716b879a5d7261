import type { FastifyReply } from 'fastify';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { Failure } from '../../src/kernel/result.ts';
import { MORE, RUN } from '../../src/sync/requests.ts';

export type Answer =
  | { readonly type: 'json'; readonly value: object }
  | { readonly type: 'run'; readonly run: Bytes; readonly more: boolean }
  | { readonly type: 'failure'; readonly failure: Failure; readonly retry: boolean };

export const json = (value: object): Answer => ({ type: 'json', value });

export const failed = ({ code, message }: Failure, retry: boolean): Answer => ({
  type: 'failure',
  failure: { code, message },
  retry,
});

export const TOO_MANY: Failure = {
  code: 'too-many',
  message: 'That is more than may be sent at once: wait a little.',
};

const STATUS: Readonly<Record<string, number>> = {
  'request-malformed': 400,
  'protocol-unknown': 400,
  'ticket-invalid': 401,
  'not-found': 404,
  'too-large': 413,
  'type-unknown': 415,
  'too-many': 429,
  'book-rate': 429,
  'server-failed': 500,
  'disk-full': 507,
  'book-full': 507,
};

/** Milliseconds without progress, after which a reader is cut off. */
const SLOW_MS = 20_000;

export const sendAnswer = (reply: FastifyReply, answer: Answer): FastifyReply => {
  if (answer.type === 'failure') {
    const { code, message } = answer.failure;
    // What is still on its way of such a request is not worth reading.
    void reply.code(STATUS[code] ?? 403).header('connection', 'close');
    return reply.send({ code, message: message.slice(0, 500), retry: answer.retry });
  }
  if (answer.type === 'json') return reply.send(answer.value);
  reply.raw.setTimeout(SLOW_MS, () => reply.raw.destroy());
  const { buffer, byteOffset, length } = answer.run;
  return reply
    .type(RUN)
    .header(MORE, String(answer.more))
    .send(Buffer.from(buffer, byteOffset, length));
};
