import type { Bytes } from '../../../src/kernel/bytes.ts';
import type { SegmentHash } from '../../../src/kernel/ids.ts';
import type { PackRow } from '../../../src/log/rows.ts';
import type { Row } from '../../../src/storage/memory-table.ts';

/** The segments in a row of the table that holds them. */
export const packToSegments = (row: Row): readonly (readonly [SegmentHash, Bytes])[] => {
  const { entries, bytes } = row as unknown as PackRow;
  return entries.map(({ hash, at, length }) => [hash, bytes.subarray(at, at + length)] as const);
};
