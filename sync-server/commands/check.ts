import type { Crypto } from '../../src/kernel/ports.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import { checkDatabase, type Fault } from '../sqlite/check.ts';
import { openForReading, type OpenFailure } from '../sqlite/open.ts';

export interface CheckReport {
  readonly faults: readonly Fault[];
  /** One line for a person: what was looked at, and what came of it. */
  readonly summary: string;
}

/** Checks a database file, whole. */
export const checkFile = async (file: string, crypto: Crypto): Promise<Result<CheckReport, OpenFailure>> => {
  const opened = openForReading(file);
  if (!opened.ok) return opened;
  const faults: Fault[] = [];
  try {
    const { books, logs, segments } = await checkDatabase(opened.value, crypto, (fault) =>
      faults.push(fault),
    );
    const found = faults.length === 0 ? 'all is well' : `${faults.length} faults, named above`;
    return ok({ faults, summary: `${books} books, ${logs} logs, ${segments} segments: ${found}.` });
  } catch (error) {
    faults.push({ what: `the file is damaged: ${(error as Error).message}` });
    return ok({ faults, summary: 'The check could not go on: the file is damaged.' });
  } finally {
    opened.value.close();
  }
};

export const faultToLine = ({ book, device, seq, what }: Fault): string =>
  [book && `book ${book}`, device && `device ${device}`, seq && `seq ${seq}`, what]
    .filter(Boolean)
    .join(', ');
