import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A failure that a person can act on: printed as one line, without a stack. */
export class SetupError extends Error {}

/** @param {string} line */
export const say = (line) => process.stderr.write(`setup: ${line}\n`);

/**
 * Runs a command to its end with all of its output on stderr; throws SetupError when it fails.
 * @param {string} what the sentence a person reads first
 * @param {string} command
 * @param {string[]} args
 */
export const run = (what, command, args) => {
  say(what);
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    const reason = error ? error.message : `exit status ${status}`;
    throw new SetupError(`"${[command, ...args].join(' ')}" failed (${reason}).`);
  }
};
