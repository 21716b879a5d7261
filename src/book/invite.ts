import type { Book } from '../book.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import type { Role } from '../log/control.ts';

/** A link that lets one device in, where this one may let it in; or what to do instead. */
export const invite = async (
  book: Book,
  role: Role,
): Promise<Result<{ readonly link: string; readonly expires: string }, Failure>> => {
  const { server, device } = book.identity;
  if (server === '') return fail('no-server', 'This book has no sync server, so nobody can join it.');
  if (role === 'admin' && book.membership().members[device]?.role !== 'admin')
    return fail('not-allowed', 'Only an admin invites an admin. Ask one, or invite a member.', 'role');
  if (!(await book.mayInvite()))
    return fail(
      'not-enrolled',
      'This device was let in by a link that does not count, so nobody could join by a link of its own. Make the link on another device of this book.',
    );
  return ok(await book.invite(role));
};
