import { reasonOf } from '../commands/reason.ts';
import { z } from '../domain/schema.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import type { JoinBook, StartBook } from './api.ts';

/** As control records and envelopes hold them: what they would refuse must not begin a book or a device. */
const name = z.string().trim().min(1).max(80);

/** As a browser writes it, for the server says the same of itself in its challenge. */
const server = z
  .string()
  .transform((text) => text.trim().toLowerCase().replace(/\/+$/, ''))
  .refine(
    (text) => text === '' || /^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/.test(text),
    'an address such as https://books.example.org',
  );

const startBook = z.strictObject({ title: name, person: name, device: name, server });
const joinBook = z.strictObject({ link: z.string(), person: name, device: name });

const parsed = <Request>(schema: z.ZodType<Request>, request: unknown): Result<Request, Failure> => {
  const { success, data, error } = schema.safeParse(request);
  if (success) return ok(data);
  const [issue] = error.issues;
  const at = issue!.path.join('.');
  return fail('invalid-request', `The ${at || 'request'} is not valid: ${reasonOf(issue!)}.`, at);
};

export const parseStart = (request: StartBook): Result<StartBook, Failure> => parsed(startBook, request);
export const parseJoin = (request: JoinBook): Result<JoinBook, Failure> => parsed(joinBook, request);
