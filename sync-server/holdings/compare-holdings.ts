import { bytesToHex } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId } from '../../src/kernel/ids.ts';
import type { StoredSegment } from '../store.ts';
import { headsToText, type Fault } from './check-holdings.ts';
import { pagesOf, type Holdings } from './holdings.ts';

/** Reads two stores side by side, every byte, and reports where they are not the same. */
export const compareHoldings = async (
  one: Holdings,
  other: Holdings,
  report: (fault: Fault) => void,
  passed: (segments: number) => void = () => undefined,
): Promise<void> => {
  for (const book of await union(one.books(), other.books())) {
    if (headsToText(await one.heads(book)) !== headsToText(await other.heads(book)))
      report({ book, what: 'its logs do not end alike' });
    if (JSON.stringify(await one.uses(book)) !== JSON.stringify(await other.uses(book)))
      report({ book, what: 'the invitations that were used are not the same' });
    if ((await keysToText(one, book)) !== (await keysToText(other, book)))
      report({ book, what: 'the keys of its logs are not the same' });
    for (const device of await union(one.devices(book), other.devices(book)))
      await compareLogs(one, other, book, device, report, passed);
  }
};

const compareLogs = async (
  one: Holdings,
  other: Holdings,
  book: BookId,
  device: DeviceId,
  report: (fault: Fault) => void,
  passed: (segments: number) => void,
): Promise<void> => {
  const others = rowsOf(other, book, device)[Symbol.asyncIterator]();
  for await (const row of rowsOf(one, book, device)) {
    const next = await others.next();
    const twin = next.done === true ? undefined : next.value;
    // One line for a log: behind a segment that is missing nothing stands beside its like.
    if (!twin || !isSame(row, twin))
      return report({ book, device, seq: row.firstSeq, what: 'is not the same' });
    passed(1);
  }
  const more = await others.next();
  if (more.done !== true)
    report({ book, device, seq: more.value.firstSeq, what: 'is there on one side only' });
};

async function* rowsOf(holdings: Holdings, book: BookId, device: DeviceId): AsyncIterable<StoredSegment> {
  for await (const page of pagesOf(holdings, book, device)) yield* page;
}

const isSame = (a: StoredSegment, b: StoredSegment): boolean =>
  a.hash === b.hash &&
  a.prev === b.prev &&
  a.firstSeq === b.firstSeq &&
  a.lastSeq === b.lastSeq &&
  a.firstDepth === b.firstDepth &&
  a.lastDepth === b.lastDepth &&
  a.isControl === b.isControl &&
  a.isVerified === b.isVerified &&
  Buffer.compare(a.bytes, b.bytes) === 0;

const keysToText = async (holdings: Holdings, book: BookId): Promise<string> =>
  JSON.stringify(
    [...(await holdings.keys(book))].map(([device, key]) => `${device} ${bytesToHex(key)}`).sort(),
  );

const union = async <T>(one: Promise<readonly T[]>, other: Promise<readonly T[]>): Promise<readonly T[]> => [
  ...new Set([...(await one), ...(await other)]),
];
