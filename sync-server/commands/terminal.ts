import type { Failure, Result } from '../../src/kernel/result.ts';

/** What an operator sees of a command. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Says why, and ends the process with status 1. */
export const refuse = (line: string): never => {
  process.stderr.write(`${line}\n`);
  process.exit(1);
};

export const orRefuse = <T>(result: Result<T, Failure>): T =>
  result.ok ? result.value : refuse(result.error.message);
