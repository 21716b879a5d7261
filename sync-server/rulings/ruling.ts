import type { BookId } from '../../src/kernel/ids.ts';
import { fail, type Failure, type Result } from '../../src/kernel/result.ts';

/** What whoever runs the server has ruled of one book. */
export interface Ruling {
  /** A deleted book stays refused, or its devices would give it back at once. */
  readonly standing: 'open' | 'blocked' | 'deleted';
  /** How often it was deleted: what was known of it before counts no more. */
  readonly deletions: number;
  /** In the place of what is set for all books. */
  readonly maxBytes?: number;
  readonly maxDevices?: number;
}

export const NOTHING_RULED: Ruling = { standing: 'open', deletions: 0 };

export type RulingFailure = Failure<'book-blocked' | 'book-deleted'>;

/** What a member is told. Who is none is told the same as of an unknown book. */
export const refuseStanding = (standing: Ruling['standing']): Result<never, RulingFailure> | undefined => {
  if (standing === 'open') return undefined;
  return standing === 'blocked'
    ? fail(
        'book-blocked',
        'Whoever runs this server has blocked this book on it. Everything is kept on this device, and you can go on writing: ask them to unblock it.',
      )
    : fail(
        'book-deleted',
        'Whoever runs this server has deleted this book from it. Everything is kept on this device, and you can go on writing: ask them to take it back, or use another server.',
      );
};

/** How a database row says it. */
export interface RulingRow {
  readonly hash: BookId;
  readonly standing: Ruling['standing'];
  readonly deletions: number;
  readonly maxBytes: number | null;
  readonly maxDevices: number | null;
}

const rowToRuling = ({ standing, deletions, maxBytes, maxDevices }: RulingRow): Ruling => ({
  standing,
  deletions,
  ...(maxBytes === null ? {} : { maxBytes }),
  ...(maxDevices === null ? {} : { maxDevices }),
});

export const rowsToRulings = (rows: readonly RulingRow[]): ReadonlyMap<BookId, Ruling> =>
  new Map(rows.map((row) => [row.hash, rowToRuling(row)]));
