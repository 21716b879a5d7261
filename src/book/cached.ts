import { NOBODY, type Membership } from '../log/membership.ts';
import { EMPTY_TIP, type HeadRow, type Tip } from '../log/rows.ts';
import type { Held } from './held.ts';
import type { Identity } from './identity.ts';

/** What is held in memory of what is stored; all of it can be read again. */
export interface Cached {
  /** Changes when new keys are taken (FK2). */
  identity: Identity;
  tip: Tip;
  heads: readonly HeadRow[];
  membership: Membership;
  waiting: Held;
  /** A rebuild is under way, here or in another window, or was cut off: rows are not to be believed. */
  isRebuilding: boolean;
  /** A segment of the own key came that was not sealed here: new keys are due (FK2). */
  isCopied: boolean;
  /** False until the rows are known to be made with this version's definitions (see upkeep.ts). */
  isUpToDate: boolean;
  /** It is this window that makes the rows anew. */
  isMaking: boolean;
  /** Since then another window has made them with those of another version of the app. */
  isOther: boolean;
}

/** Of a book of which nothing has been read yet. */
export const cacheOf = (identity: Identity): Cached => ({
  identity,
  tip: EMPTY_TIP,
  heads: [],
  membership: NOBODY,
  waiting: new Map(),
  isRebuilding: false,
  isMaking: false,
  isCopied: false,
  isUpToDate: false,
  isOther: false,
});
