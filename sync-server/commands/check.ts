import type { Crypto } from '../../src/kernel/ports.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import { checkHoldings, type Fault } from '../holdings/check-holdings.ts';
import type { Holdings } from '../holdings/holdings.ts';
import { openFileHoldings } from '../sqlite/holdings.ts';
import type { OpenFailure } from '../sqlite/open.ts';

export interface CheckReport {
  readonly faults: readonly Fault[];
  /** One line for a person: what was looked at, and what came of it. */
  readonly summary: string;
}

/** Checks a database file, whole. */
export const checkFile = async (file: string, crypto: Crypto): Promise<Result<CheckReport, OpenFailure>> => {
  const opened = openFileHoldings(file);
  if (!opened.ok) return opened;
  try {
    return ok(await checkAll(opened.value, crypto));
  } finally {
    await opened.value.close();
  }
};

/** Checks all that there is. */
export const checkAll = async (
  holdings: Holdings,
  crypto: Crypto,
  passed?: (segments: number) => void,
): Promise<CheckReport> => {
  const faults: Fault[] = [];
  try {
    const tally = await checkHoldings(holdings, crypto, (fault) => faults.push(fault), passed);
    const { books, logs, segments } = tally;
    const found = faults.length === 0 ? 'all is well' : `${faults.length} faults, named above`;
    return { faults, summary: `${books} books, ${logs} logs, ${segments} segments: ${found}.` };
  } catch (error) {
    faults.push({ what: `the database is damaged, or was lost on the way: ${(error as Error).message}` });
    return { faults, summary: 'The check could not go on.' };
  }
};

export const faultToLine = ({ book, device, seq, what }: Fault): string =>
  [book && `book ${book}`, device && `device ${device}`, seq && `seq ${seq}`, what]
    .filter(Boolean)
    .join(', ');
