import { DatabaseError } from 'pg';
import { ConnectionLost } from './connections.ts';

/** What PostgreSQL calls a failure (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const codeOf = (error: unknown): string => (error instanceof DatabaseError ? (error.code ?? '') : '');

export const isDiskFull = (error: unknown): boolean => codeOf(error) === '53100';

/** Of a server that starts or stops or has no room for one more. */
const AWAY = [/^08/, /^57P0/, /^53300$/];
/** Where two transactions were in each other's way. */
const IN_THE_WAY = [/^40/, /^55P03$/];

/** The database cannot be had now. */
export const isAway = (error: unknown): boolean =>
  error instanceof ConnectionLost || AWAY.some((code) => code.test(codeOf(error)));

/** It may go by itself. What came of a commit that ended so is unknown: whoever tries again must look first. */
export const isPassing = (error: unknown): boolean =>
  isAway(error) || IN_THE_WAY.some((code) => code.test(codeOf(error)));

/** By what PostgreSQL or the network calls it. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody answers there: see that PostgreSQL runs, has that port, and listens on that address',
  ENOTFOUND: 'there is no machine of that name',
  EAI_AGAIN: 'the name of the machine cannot be looked up now',
  ETIMEDOUT: 'nothing answers there in time: a firewall may be in between',
  ERR_INVALID_URL:
    'that is no address: letters such as @, / or # in the password are written as %40, %2F, %23',
  '28P01': 'the password is wrong',
  '28000': 'it lets nobody in by that way: see its pg_hba.conf',
  '3D000': 'there is no such database: make it by CREATE DATABASE',
  '53300': 'it has no connections left: raise max_connections, or end what holds them',
  '57P03': 'it is starting or stopping: wait for it',
};

/** Why a connection came to nothing, for who runs the server. */
export const errorToWords = (error: unknown): string => {
  const { cause } = error as Error;
  const { code = '', message } = (cause instanceof Error ? cause : error) as NodeJS.ErrnoException;
  const words = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  return words === undefined ? message : `${words} (${message || code})`;
};
