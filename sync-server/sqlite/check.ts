import type { DatabaseSync } from 'node:sqlite';
import { compareHeads, type DeepHead, type Head } from '../../src/clock/head.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { createLogCheck, type StoredRow } from './check-log.ts';
import { findKnown } from './book-writing.ts';
import { prepareReads, type Reads } from './statements.ts';

export interface Fault {
  readonly book?: BookId;
  readonly device?: DeviceId;
  readonly seq?: number;
  readonly what: string;
}

export interface Tally {
  readonly books: number;
  readonly logs: number;
  readonly segments: number;
}

/**
 * Checks all that a database holds as strictly as if it came in just now: form, body hash, chain, context, depth and
 * signature of each segment, and the tables that say where logs end and whose they are. Each book is read as it stood
 * at one moment, so a server may go on writing.
 */
export const checkDatabase = async (
  database: DatabaseSync,
  crypto: Crypto,
  report: (fault: Fault) => void,
): Promise<Tally> => {
  for (const row of database.prepare('PRAGMA quick_check(5)').all())
    if (row['quick_check'] !== 'ok') report({ what: `the file is damaged: ${String(row['quick_check'])}` });
  const reads = prepareReads(database);
  const books = database.prepare('SELECT id, hash FROM books ORDER BY id').all() as unknown as readonly {
    readonly id: number;
    readonly hash: BookId;
  }[];
  let [logs, segments] = [0, 0];
  for (const { id, hash } of books) {
    database.exec('BEGIN');
    const tally = await checkBook(reads, id, hash, crypto, (fault) => report({ book: hash, ...fault }));
    database.exec('COMMIT');
    logs += tally.logs;
    segments += tally.segments;
  }
  return { books: books.length, logs, segments };
};

const checkBook = async (
  reads: Reads,
  id: number,
  book: BookId,
  crypto: Crypto,
  report: (fault: Fault) => void,
): Promise<Pick<Tally, 'logs' | 'segments'>> => {
  const keys = new Map(
    reads.logs.all(id).map((row): [DeviceId, Bytes] => [row['device'] as DeviceId, row['key'] as Bytes]),
  );
  const known = (name: Head): DeepHead | undefined => findKnown(reads.known, id, [name])[0];
  const ends: DeepHead[] = [];
  const controls = new Set<SegmentHash>();
  let segments = 0;
  const devices = reads.devices.all(id).map((row) => row['device'] as DeviceId);
  for (const device of devices) {
    const log = createLogCheck({ book, device, key: keys.get(device), known, crypto });
    for (const row of reads.rows.iterate(id, device) as Iterable<unknown> as Iterable<StoredRow>) {
      segments++;
      if (row.isControl === 1) controls.add(row.hash);
      for (const what of await log.add(row)) report({ device, seq: row.firstSeq, what });
    }
    for (const { head, isVouched } of log.ends()) {
      ends.push(head);
      if (!isVouched) report({ device, seq: head.seq, what: 'no signature vouches for the end of this log' });
    }
  }
  const heads = reads.heads.all(id) as unknown as readonly DeepHead[];
  const write = (list: readonly DeepHead[]): string =>
    JSON.stringify(list.toSorted(compareHeads).map((head) => [head.device, head.seq, head.hash, head.depth]));
  if (write(ends) !== write(heads)) report({ what: 'the table of heads is not where the logs end' });
  const listed = reads.controlHashes.all(id).map((row) => row['hash'] as SegmentHash);
  if (listed.length !== controls.size || !listed.every((hash) => controls.has(hash)))
    report({ what: 'the table of control records is not that of the logs' });
  return { logs: devices.length, segments };
};
