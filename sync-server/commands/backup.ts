import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Crypto } from '../../src/kernel/ports.ts';
import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import { DATABASE, makeFolder, openForReading, type OpenFailure } from '../sqlite/open.ts';
import { checkFile, faultToLine } from './check.ts';

export type CopyFailure = OpenFailure | Failure<'target-taken' | 'copy-damaged' | 'copy-failed'>;

/** A copy of the database as it stands at this moment, also while a server writes to it. Answers what was checked. */
export const backUp = async (
  data: string,
  file: string,
  crypto: Crypto,
): Promise<Result<string, CopyFailure>> => {
  const opened = openForReading(join(resolve(data), DATABASE));
  if (!opened.ok) return opened;
  try {
    return await placeCopy(resolve(file), crypto, (partial) =>
      opened.value.prepare('VACUUM INTO ?').run(partial),
    );
  } finally {
    opened.value.close();
  }
};

/** Puts a backup into a data folder that has no database. Devices give the server what it lacks when they come. */
export const restore = async (
  file: string,
  data: string,
  crypto: Crypto,
): Promise<Result<string, CopyFailure>> => {
  // A copy of no database is none, but would only be found out after a folder had been made for it.
  const opened = openForReading(resolve(file));
  if (!opened.ok) return opened;
  opened.value.close();
  return placeCopy(join(resolve(data), DATABASE), crypto, (partial) => copyFileSync(resolve(file), partial));
};

/**
 * The copy has its name only once it is on disk and has been checked: a file of that name is a good one. Nothing that
 * is there is overwritten.
 */
const placeCopy = async (
  target: string,
  crypto: Crypto,
  copyTo: (partial: string) => void,
): Promise<Result<string, CopyFailure>> => {
  if ([target, `${target}-wal`].some(existsSync))
    return fail('target-taken', `There is something at ${target}: move it away, or name another place.`);
  const partial = `${target}.partial`;
  try {
    makeFolder(dirname(target));
    rmSync(partial, { force: true });
    copyTo(partial);
    const checked = await checkFile(partial, crypto);
    if (!checked.ok) return checked;
    const [fault] = checked.value.faults;
    if (fault)
      return fail('copy-damaged', `The copy was not kept, because it has faults: ${faultToLine(fault)}.`);
    flush(partial);
    renameSync(partial, target);
    flush(dirname(target));
    return ok(checked.value.summary);
  } catch (error) {
    return fail('copy-failed', `The copy to ${target} failed: ${(error as Error).message}.`);
  } finally {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${partial}${ending}`, { force: true });
  }
};

const flush = (path: string): void => {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
};
