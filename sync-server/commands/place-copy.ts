import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Crypto } from '../../src/kernel/ports.ts';
import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import type { PostgresFailure } from '../postgres/open.ts';
import { makeFolder, type OpenFailure } from '../sqlite/open.ts';
import type { StoreFailure } from '../store.ts';
import { checkFile, faultToLine } from './check.ts';

export type CopyFailure =
  | OpenFailure
  | PostgresFailure
  | StoreFailure
  | Failure<'target-taken' | 'target-missing' | 'target-differs' | 'copy-damaged' | 'copy-failed'>;

/**
 * The copy has its name only once it is on disk and has been checked: a file of that name is a good one. Nothing that
 * is there is overwritten.
 */
export const placeCopy = async (
  target: string,
  crypto: Crypto,
  copyTo: (partial: string) => Promise<Result<null, CopyFailure>>,
): Promise<Result<string, CopyFailure>> => {
  if ([target, `${target}-wal`].some(existsSync))
    return fail('target-taken', `There is something at ${target}: move it away, or name another place.`);
  const partial = `${target}.partial`;
  try {
    makeFolder(dirname(target));
    rmSync(partial, { force: true });
    const copied = await copyTo(partial);
    if (!copied.ok) return copied;
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
