import type { BookId } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { NOBODY, type Membership } from '../../src/log/membership.ts';
import { withControls } from '../../src/log/roll.ts';
import type { Segment } from '../../src/log/segment.ts';

export interface Roll {
  /** Resolves once they count. What breaks the rules of membership changes nothing (ME1). */
  add(controls: readonly Segment[]): Promise<void>;
  readonly membership: () => Membership;
}

/** The membership of one book, kept up to date. */
export const createRoll = (book: BookId, crypto: Crypto): Roll => {
  let membership = NOBODY;
  let adding = Promise.resolve();
  return {
    add: (controls) => {
      if (controls.length > 0)
        adding = adding.then(async () => {
          membership = await withControls(membership, controls, book, crypto);
        });
      return adding;
    },
    membership: () => membership,
  };
};
