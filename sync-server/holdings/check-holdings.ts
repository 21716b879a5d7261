import { compareHeads, type DeepHead } from '../../src/clock/head.ts';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { createLogCheck } from './check-log.ts';
import { pagesOf, type Holdings } from './holdings.ts';

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
 * Checks all that a store holds as strictly as if it came in just now: form, body hash, chain, context, depth and
 * signature of each segment, and what the store says of where logs end and whose they are. `passed`: so many segments
 * more have been looked at.
 */
export const checkHoldings = async (
  holdings: Holdings,
  crypto: Crypto,
  report: (fault: Fault) => void,
  passed: (segments: number) => void = () => undefined,
): Promise<Tally> => {
  for (const what of await holdings.damage()) report({ what: `the file is damaged: ${what}` });
  const books = await holdings.books();
  let [logs, segments] = [0, 0];
  for (const book of books) {
    const reportOf = (fault: Fault): void => report({ book, ...fault });
    const tally = await checkBook(holdings, book, crypto, reportOf, passed);
    logs += tally.logs;
    segments += tally.segments;
  }
  return { books: books.length, logs, segments };
};

const checkBook = async (
  holdings: Holdings,
  book: BookId,
  crypto: Crypto,
  report: (fault: Fault) => void,
  passed: (segments: number) => void,
): Promise<Pick<Tally, 'logs' | 'segments'>> => {
  const keys = await holdings.keys(book);
  const ends: DeepHead[] = [];
  const controls = new Set<SegmentHash>();
  let segments = 0;
  const devices = await holdings.devices(book);
  for (const device of devices) {
    const known: Parameters<typeof createLogCheck>[0]['known'] = (names) => holdings.known(book, names);
    const log = createLogCheck({ book, device, key: keys.get(device), known, crypto });
    for await (const rows of pagesOf(holdings, book, device)) {
      segments += rows.length;
      for (const { hash, isControl } of rows) if (isControl) controls.add(hash);
      for (const fault of await log.add(rows)) report({ device, ...fault });
      passed(rows.length);
    }
    for (const { head, isVouched } of log.ends()) {
      ends.push(head);
      if (!isVouched) report({ device, seq: head.seq, what: 'no signature vouches for the end of this log' });
    }
  }
  if (headsToText(ends) !== headsToText(await holdings.heads(book)))
    report({ what: 'the table of heads is not where the logs end' });
  const listed = await holdings.controls(book);
  if (listed.length !== controls.size || !listed.every((hash) => controls.has(hash)))
    report({ what: 'the table of control records is not that of the logs' });
  return { logs: devices.length, segments };
};

export const headsToText = (heads: readonly DeepHead[]): string =>
  JSON.stringify(heads.toSorted(compareHeads).map((head) => [head.device, head.seq, head.hash, head.depth]));
