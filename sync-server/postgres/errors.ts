import { DatabaseError } from 'pg';
import { ConnectionLost } from './connections.ts';

/** What PostgreSQL calls a failure (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const codeOf = (error: unknown): string => (error instanceof DatabaseError ? (error.code ?? '') : '');

export const isDiskFull = (error: unknown): boolean => codeOf(error) === '53100';

/** Of a server that starts or stops or has no room for one more, and where two transactions were in each other's way. */
const PASSING = [/^08/, /^57P0/, /^53300$/, /^40/, /^55P03$/];

/** It may go by itself. What came of a commit that ended so is unknown: whoever tries again must look first. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ConnectionLost || PASSING.some((code) => code.test(codeOf(error)));
