import type { BookId } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { NOBODY, withControl, type Membership } from '../../src/log/membership.ts';
import type { Segment } from '../../src/log/segment.ts';

export interface Roll {
  /** Resolves once they count. What breaks the rules of membership changes nothing (ME1). */
  add(controls: readonly Segment[]): Promise<void>;
  readonly membership: () => Membership;
}

/**
 * The membership of one book, kept up to date. A device may enrol before it has seen anything of the book, so its
 * enrolment need not stand on the invitation: one whose invitation is unknown is tried again after each record.
 */
export const createRoll = (book: BookId, crypto: Crypto): Roll => {
  let membership = NOBODY;
  let uninvited: readonly Segment[] = [];
  let adding = Promise.resolve();

  const addOne = async (segment: Segment): Promise<boolean> => {
    const next = await withControl(membership, segment, book, crypto);
    if (next.ok) membership = next.value;
    else if (next.error.code === 'invitation-unknown') uninvited = [...uninvited, segment];
    return next.ok;
  };

  const addAll = async (controls: readonly Segment[]): Promise<void> => {
    for (const segment of controls) {
      if (!(await addOne(segment))) continue;
      const again = uninvited;
      uninvited = [];
      if (again.length > 0) await addAll(again);
    }
  };

  return {
    add: (controls) => {
      if (controls.length > 0) adding = adding.then(() => addAll(controls));
      return adding;
    },
    membership: () => membership,
  };
};
