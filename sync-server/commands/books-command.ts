import { systemTimers } from '../../src/platform/clock.ts';
import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import type { Change } from '../rulings/office.ts';
import type { Arguments } from './arguments.ts';
import { deleteBook, entryToLine, findBook, listBooks, ruleBook } from './books.ts';

export const BOOKS_FLAGS = ['confirm', 'megabytes', 'devices'];

export const BOOKS_USAGE: readonly (readonly [string, string])[] = [
  ['books', 'list the books with devices, segments, bytes, branches, and what is ruled of them'],
  ['books size ID', 'the same of one book; ID may be its beginning'],
  [
    'books quota ID',
    'let it take up --megabytes N or have --devices N in the place of the setting ("none": the setting)',
  ],
  ['books block ID', 'let nobody read or write it here; its people are told so'],
  ['books unblock ID', 'take that back, and a deletion too'],
  ['books delete ID', 'take away all that it holds here, given --confirm ID; it then stays refused'],
];

/** What the command says, line by line. */
export const runBooks = async (
  data: string,
  { words: [what = 'list', id = ''], own }: Arguments,
): Promise<Result<readonly string[], Failure>> => {
  switch (what) {
    case 'list': {
      const books = await listBooks(data);
      return books.ok ? ok(books.value.map(entryToLine)) : books;
    }
    case 'size': {
      const found = await findBook(data, id);
      return found.ok ? ok([entryToLine(found.value)]) : found;
    }
    case 'block':
      return say(
        await ruleBook(data, id, { standing: 'blocked' }),
        'is blocked: its devices keep what they write, and are told so.',
      );
    case 'unblock':
      return say(
        await ruleBook(data, id, { standing: 'open' }),
        'is served: its devices come back by themselves, and give what is lacking.',
      );
    case 'quota': {
      const change = readQuota(own);
      return change.ok ? say(await ruleBook(data, id, change.value), 'has the new quota.') : change;
    }
    case 'delete':
      if (own.get('confirm') !== id || id === '')
        return fail(
          'not-confirmed',
          `Nothing was deleted. To delete it, give its id twice: books delete ID --confirm ID.`,
        );
      return say(
        await deleteBook(data, id, systemTimers),
        'is deleted here. Its devices keep their copies, and are told so; "books unblock" lets them give it back.',
      );
    default:
      return fail('command-unknown', `There is no "books ${what}".`);
  }
};

const say = (done: Result<string, Failure>, what: string): Result<readonly string[], Failure> =>
  done.ok ? ok([`Book ${done.value} ${what}`]) : done;

const readQuota = (own: ReadonlyMap<string, string>): Result<Change, Failure> => {
  const [megabytes, devices] = [readLimit(own.get('megabytes')), readLimit(own.get('devices'))];
  if (megabytes === 'wrong' || devices === 'wrong' || (megabytes === undefined && devices === undefined))
    return fail('quota-wrong', 'A quota is --megabytes or --devices with a number above 0, or "none".');
  return ok({
    ...(megabytes === undefined ? {} : { maxBytes: megabytes && megabytes * 1_000_000 }),
    ...(devices === undefined ? {} : { maxDevices: devices }),
  });
};

/** Null takes the quota of the book away, undefined leaves it. */
const readLimit = (text: string | undefined): number | null | undefined | 'wrong' => {
  if (text === undefined) return undefined;
  if (text === 'none') return null;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 'wrong';
};
