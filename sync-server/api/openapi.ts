import { z } from 'zod';
import { HASH } from '../../src/kernel/ids.ts';
import { failureAnswer, MORE, RUN } from '../../src/sync/requests.ts';
import { version } from '../version.ts';
import { OPERATIONS, type Operation } from './operations.ts';

const ABOUT = `What devices do over the WebSocket at \`/sync\`, by plain requests: for networks that let no WebSocket through, and for
scripts. Ask for a challenge, sign it with the key of a device, and get a ticket; then tell heads, pull and push, each request by
itself, at any node. Segments travel as runs: one after another, each behind its length (four bytes, big-endian). What a segment is
made of, and every rule, is in SPEC.md. The server reads no content: bodies are encrypted.`;

const runContent = {
  [RUN]: { schema: { type: 'string', contentMediaType: RUN, description: 'A run of segments' } },
};

const content = (what: z.ZodType | typeof RUN, io: 'input' | 'output') => {
  if (what === RUN) return runContent;
  const { $schema: _, ...schema } = z.toJSONSchema(what, { io });
  return { 'application/json': { schema } };
};

const moreHeader = {
  [MORE]: { description: 'Is there more than was given?', schema: { enum: ['true', 'false'] } },
};

const describe = (operation: Operation, name: string) => ({
  operationId: name,
  summary: operation.summary,
  description: operation.description,
  ...(operation.needsTicket ? { security: [{ ticket: [] }] } : {}),
  ...(operation.body ? { requestBody: { required: true, content: content(operation.body, 'input') } } : {}),
  responses: {
    200: {
      description: 'Done',
      content: content(operation.answer, 'output'),
      ...(operation.answer === RUN ? { headers: moreHeader } : {}),
    },
    default: { $ref: '#/components/responses/failure' },
  },
});

/** The document of all that is served below `/api`, made from the schemas that check it (OpenAPI 3.1). */
export const openApiDocument = () => ({
  openapi: '3.1.1',
  info: { title: 'Daybook sync server', version, description: ABOUT },
  paths: Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, operation]: [string, Operation]) => [
      `/api/books/{book}/${name}`,
      {
        parameters: [{ $ref: '#/components/parameters/book' }],
        [operation.method.toLowerCase()]: describe(operation, name),
      },
    ]),
  ),
  components: {
    parameters: {
      book: {
        name: 'book',
        in: 'path',
        required: true,
        description: 'The id of the book: the hash of its genesis record',
        schema: { type: 'string', pattern: HASH.source },
      },
    },
    responses: {
      failure: {
        description: 'Not done, and why; `retry` says whether trying again can help',
        content: content(failureAnswer, 'output'),
      },
    },
    securitySchemes: { ticket: { type: 'http', scheme: 'bearer', description: 'The ticket for this book' } },
  },
});
