import { join, resolve } from 'node:path';
import { HASH, type BookId } from '../../src/kernel/ids.ts';
import type { Timers } from '../../src/kernel/ports.ts';
import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import type { BookSize } from '../holdings/holdings.ts';
import { isPostgres, openHoldings } from '../open-store.ts';
import { openDatabaseOffice } from '../postgres/office.ts';
import type { PostgresFailure } from '../postgres/open.ts';
import type { Change, Office } from '../rulings/office.ts';
import { LOOK_EVERY } from '../rulings/watch-rulings.ts';
import type { Ruling } from '../rulings/ruling.ts';
import { openFileOffice } from '../sqlite/office.ts';
import { DATABASE, type OpenFailure } from '../sqlite/open.ts';

export type BooksFailure = OpenFailure | PostgresFailure | Failure<'book-unknown' | 'change-wrong'>;

export interface BookEntry extends BookSize {
  readonly ruling?: Ruling;
}

/** The books of a store, the largest first, also while servers write to it. */
export const listBooks = async (data: string): Promise<Result<readonly BookEntry[], BooksFailure>> => {
  const holdings = await openHoldings(data);
  if (!holdings.ok) return holdings;
  try {
    const rulings = await holdings.value.rulings();
    const toEntry = (size: BookSize): BookEntry => {
      const ruling = rulings.get(size.book);
      return ruling ? { ...size, ruling } : size;
    };
    return ok((await holdings.value.sizes()).map(toEntry));
  } finally {
    await holdings.value.close();
  }
};

/** The one book of that id, or whose id begins so where no other does. */
export const findBook = async (data: string, id: string): Promise<Result<BookEntry, BooksFailure>> => {
  const books = await listBooks(data);
  if (!books.ok) return books;
  const found = books.value.filter(({ book }) => book.startsWith(id));
  const [only] = found;
  if (id !== '' && only && found.length === 1) return ok(only);
  return fail(
    'book-unknown',
    found.length > 1 ? `Several books begin with "${id}".` : `There is no book "${id}".`,
  );
};

/** Rules it for the book, durably. Servers that run obey within a second. */
export const ruleBook = async (
  data: string,
  id: string,
  change: Change,
): Promise<Result<BookId, BooksFailure>> => {
  const found = await findBook(data, id);
  if (!found.ok) return found;
  const office = await openOffice(data);
  if (!office.ok) return office;
  await office.value.rule(found.value.book, change);
  await office.value.close();
  return ok(found.value.book);
};

/**
 * Deletes a book; ended anywhere and begun again it goes on. First it is ruled, so that nobody writes to it any more;
 * then servers are given time to hear of it and let go; then what it holds is taken away, some at a time.
 */
export const deleteBook = async (
  data: string,
  id: string,
  timers: Timers,
): Promise<Result<BookId, BooksFailure>> => {
  if (!HASH.test(id)) return fail('book-unknown', 'A book is deleted by its whole id.');
  const ruled = await ruleBook(data, id, { standing: 'deleted' });
  if (!ruled.ok) return ruled;
  await new Promise<void>((resolve) => timers.after(2 * LOOK_EVERY, resolve));
  const office = await openOffice(data);
  if (!office.ok) return office;
  while (await office.value.erase(ruled.value));
  await office.value.close();
  return ruled;
};

export const openOffice = async (data: string): Promise<Result<Office, BooksFailure>> =>
  isPostgres(data) ? openDatabaseOffice(data) : openFileOffice(join(resolve(data), DATABASE));

export const entryToLine = ({ book, devices, segments, bytes, branches, ruling }: BookEntry): string =>
  [
    `${book}  ${devices} devices, ${segments} segments, ${bytes} bytes`,
    branches > 0 && `${branches} further branches`,
    ruling && ruling.standing !== 'open' && ruling.standing,
    ruling?.maxBytes !== undefined && `at most ${ruling.maxBytes / 1_000_000} MB`,
    ruling?.maxDevices !== undefined && `at most ${ruling.maxDevices} devices`,
  ]
    .filter(Boolean)
    .join(', ');
