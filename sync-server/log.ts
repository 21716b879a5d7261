import { pino } from 'pino';
import { maskSecrets } from './mask.ts';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Lines of JSON, without content: no payloads, keys, proofs or addresses of invitations, at any level.
 *
 * - `debug`: what each connection and request came to, by its id: let in, refused, closed.
 * - `info`: the server's own life: it listens, it has stopped.
 * - `warn`: someone may want to look: a connection was cut. A device that is refused or a segment that is malformed is
 *   no warning: anyone can cause it, so it is counted in the metrics.
 * - `error`: something here is broken: a failed write, a bug.
 *
 * Written at once, so that the last line before an exit is there.
 */
export const createLog = (level: LogLevel = 'info') =>
  pino({ base: null, level, serializers: { err: errorToShown } }, pino.destination({ dest: 1, sync: true }));

export type Log = ReturnType<typeof createLog>;

interface ShownError {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
  readonly at?: readonly string[];
  readonly cause?: ShownError;
}

/** Causes of causes, and so on. */
const MAX_CAUSES = 3;

/**
 * What is known to hold no content. The other fields of errors do: PostgreSQL's `detail` quotes rows, an address that
 * cannot be read is there whole, and what `JSON.parse` says quotes the text.
 */
export const errorToShown = (error: unknown, causes = MAX_CAUSES): ShownError => {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as NodeJS.ErrnoException;
  return {
    type: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(error instanceof SyntaxError ? {} : { message: maskSecrets(error.message) }),
    at: (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line)),
    ...(error.cause === undefined || causes === 0 ? {} : { cause: errorToShown(error.cause, causes - 1) }),
  };
};
