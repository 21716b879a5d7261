import type { BookId } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { NOBODY, type Membership } from '../../src/log/membership.ts';
import { byKey, withControls } from '../../src/log/roll.ts';
import type { Segment } from '../../src/log/segment.ts';
import type { Turns } from '../turns.ts';

export interface Roll {
  /** Resolves once they count. What breaks the rules of membership changes nothing (ME1). */
  add(controls: readonly Segment[]): Promise<void>;
  readonly membership: () => Membership;
  /** Of how many records that is. */
  readonly size: () => number;
}

/** Records read before others get their turn: a book may have thousands, and is opened for whoever names it. */
const AT_ONCE = 256;

/**
 * The membership of one book, kept up to date. It goes by the keys of members, whatever branch of a log a record stands
 * on: nobody who counts on devices is kept out, and whom a member has let in only here is read by none of them.
 */
export const createRoll = (book: BookId, crypto: Crypto, turns: Turns): Roll => {
  let membership = NOBODY;
  let size = 0;
  let adding = Promise.resolve();
  return {
    add: (controls) => {
      if (controls.length > 0)
        adding = adding.then(async () => {
          for (let at = 0; at < controls.length; at += AT_ONCE) {
            if (at > 0) await turns.next();
            const some = controls.slice(at, at + AT_ONCE);
            membership = await withControls(membership, some, book, byKey, crypto);
            size += some.length;
          }
        });
      return adding;
    },
    membership: () => membership,
    size: () => size,
  };
};
