import type { FastifyError } from 'fastify';
import { RUN } from '../../src/sync/requests.ts';
import { failed, TOO_MANY, type Answer } from './answers.ts';
import type { Operation } from './operations.ts';

/** What a request brought, checked; undefined if that is not what the operation asks for. */
export const readBody = (
  body: unknown,
  schema: Operation['body'],
): { readonly value: unknown } | undefined => {
  if (schema === undefined) return { value: undefined };
  if (schema === RUN)
    return Buffer.isBuffer(body)
      ? { value: new Uint8Array(body.buffer, body.byteOffset, body.length) } // A Buffer's `slice` does not copy.
      : undefined;
  const parsed = schema.safeParse(body);
  return parsed.success ? { value: parsed.data } : undefined;
};

export const malformed = (): Answer =>
  failed(
    { code: 'request-malformed', message: 'The request is not what the document says it should be.' },
    false,
  );

/** Ends the reading of a body: who sends it is told to wait. */
export const tooMany = (): Error => Object.assign(new Error(TOO_MANY.message), { statusCode: 429 });

/** What Fastify has refused, or what has failed. */
export const errorToAnswer = ({ statusCode = 500 }: Pick<FastifyError, 'statusCode'>): Answer => {
  if (statusCode === 413)
    return failed({ code: 'too-large', message: 'The request is larger than any may be.' }, false);
  if (statusCode === 415)
    return failed(
      { code: 'type-unknown', message: 'Segments come as a run, everything else as JSON.' },
      false,
    );
  if (statusCode === 429) return failed(TOO_MANY, true);
  if (statusCode < 500) return malformed();
  return failed({ code: 'server-failed', message: 'The server failed on this request.' }, true);
};
