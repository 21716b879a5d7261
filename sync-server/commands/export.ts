import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import type { Fault } from '../holdings/check-holdings.ts';
import { compareHoldings } from '../holdings/compare-holdings.ts';
import { copyHoldings, copyRulings } from '../holdings/copy-holdings.ts';
import type { Holdings } from '../holdings/holdings.ts';
import { openDatabaseHoldings } from '../postgres/holdings.ts';
import { openFileHoldings } from '../sqlite/holdings.ts';
import { DATABASE } from '../sqlite/open.ts';
import { openFileOffice } from '../sqlite/office.ts';
import { openSqliteStore } from '../sqlite/store.ts';
import { faultToLine } from './check.ts';
import type { CopyFailure } from './place-copy.ts';

/** What a PostgreSQL database holds at this moment, as one SQLite file. */
export const exportTo = async (file: string, url: string): Promise<Result<null, CopyFailure>> => {
  const source = await openDatabaseHoldings(url);
  if (!source.ok) return source;
  const folder = `${file}.folder`;
  try {
    rmSync(folder, { recursive: true, force: true });
    const copied = await copyInto(folder, source.value);
    if (!copied.ok) return copied;
    const office = openFileOffice(join(folder, DATABASE));
    if (!office.ok) return office;
    await copyRulings(source.value, office.value);
    await office.value.close();
    renameSync(join(folder, DATABASE), file);
    return await compareFile(file, source.value);
  } finally {
    await source.value.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const copyInto = async (folder: string, source: Holdings): Promise<Result<null, CopyFailure>> => {
  const broken = Promise.withResolvers<never>();
  const target = openSqliteStore(folder, { broken: broken.reject, committed: () => undefined });
  if (!target.ok) return target;
  try {
    return await Promise.race([copyHoldings(source, target.value), broken.promise]);
  } finally {
    await target.value.close();
  }
};

const compareFile = async (file: string, source: Holdings): Promise<Result<null, CopyFailure>> => {
  const copy = openFileHoldings(file);
  if (!copy.ok) return copy;
  const differences: Fault[] = [];
  try {
    await compareHoldings(source, copy.value, (fault) => differences.push(fault));
  } finally {
    await copy.value.close();
  }
  const [difference] = differences;
  return difference
    ? fail('target-differs', `The copy is not the same as the database: ${faultToLine(difference)}.`)
    : ok(null);
};
