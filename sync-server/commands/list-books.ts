import type { BookId } from '../../src/kernel/ids.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import { openForReading, type OpenFailure } from '../sqlite/open.ts';

/** What can be said of a book without a key. */
export interface BookSize {
  readonly book: BookId;
  readonly devices: number;
  readonly segments: number;
  /** Of its segments alone. */
  readonly bytes: number;
  /** Ends of logs beyond one a device: forks. */
  readonly branches: number;
}

/** The books of a database file, the largest first, also while a server writes to it. */
export const listBooks = (file: string): Result<readonly BookSize[], OpenFailure> => {
  const opened = openForReading(file);
  if (!opened.ok) return opened;
  try {
    const sizes = opened.value.prepare(
      `SELECT hash AS book,
         (SELECT count(DISTINCT device) FROM heads WHERE book = b.id) AS devices,
         (SELECT count(*) FROM segments WHERE book = b.id) AS segments,
         (SELECT coalesce(sum(length(bytes)), 0) FROM segments WHERE book = b.id) AS bytes,
         (SELECT count(*) - count(DISTINCT device) FROM heads WHERE book = b.id) AS branches
       FROM books b ORDER BY bytes DESC, hash`,
    );
    return ok(sizes.all() as unknown as readonly BookSize[]);
  } finally {
    opened.value.close();
  }
};

export const sizeToLine = ({ book, devices, segments, bytes, branches }: BookSize): string =>
  `${book}  ${devices} devices, ${segments} segments, ${bytes} bytes${branches > 0 ? `, ${branches} further branches` : ''}`;
