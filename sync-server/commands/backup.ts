import { copyFileSync, existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Crypto } from '../../src/kernel/ports.ts';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import { isPostgres } from '../open-store.ts';
import { DATABASE, openForReading } from '../sqlite/open.ts';
import { exportTo } from './export.ts';
import { placeCopy, type CopyFailure } from './place-copy.ts';

/**
 * A copy of the database as it stands at this moment, also while servers write to it: one SQLite file, whatever the
 * store is. Answers what was checked.
 */
export const backUp = async (
  data: string,
  file: string,
  crypto: Crypto,
): Promise<Result<string, CopyFailure>> => {
  const folder = dirname(resolve(file));
  // Made for it, a folder would lie where a disk for backups is not mounted, and fill another one.
  if (!existsSync(folder))
    return fail('target-missing', `There is no folder ${folder}: make it, mount its disk, or name another.`);
  if (isPostgres(data)) return placeCopy(resolve(file), crypto, (partial) => exportTo(partial, data));
  const opened = openForReading(join(resolve(data), DATABASE));
  if (!opened.ok) return opened;
  try {
    return await placeCopy(resolve(file), crypto, async (partial) => {
      opened.value.prepare('VACUUM INTO ?').run(partial);
      return ok(null);
    });
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
  return placeCopy(join(resolve(data), DATABASE), crypto, async (partial) => {
    copyFileSync(resolve(file), partial);
    return ok(null);
  });
};
