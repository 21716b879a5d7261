import { reachedIn } from './clock.ts';
import { ChangeRefused, type Change } from './change.ts';
import type { Past } from './clocks.ts';

/** What a change follows is not here, and may come yet. */
export class ChangeWaits extends ChangeRefused {
  readonly waitsFor: string;
  constructor(waitsFor: string) {
    super('A change follows one that is not here.');
    this.waitsFor = waitsFor;
  }
}

/**
 * Throws unless the change could have been made by an editor that stood at its `deps`. All of it follows from the
 * change and what it follows, so no order of arrival makes a difference. Automerge checks little of this: it takes
 * changes that make a document unreadable once it is saved, or whose effect depends on what else is there already.
 *
 * Where a change follows all there is, its numbers and what it refers to are left to Automerge, which then throws.
 */
export const checkChange = (past: Past, change: Change): void => {
  const followed = change.deps.map((hash) => past.meta(hash));
  if (followed.length === 0) throw new ChangeRefused('A change follows nothing, where all follow the first.');
  const missing = followed.indexOf(undefined);
  if (missing >= 0) throw new ChangeWaits(change.deps[missing]!);
  if (followed.some((meta) => meta!.maxOp >= change.startOp))
    throw new ChangeRefused('A change does not count on from what it follows.');
  // Automerge names the one before it, also where another of those it names follows on that; but not where a session has
  // made edits at older heads, which have an actor of their own.
  const own = followed.filter((meta) => meta!.actor === change.actor);
  if (own.length > 1 || own.some((meta) => meta!.seq !== change.seq - 1))
    throw new ChangeRefused('A change does not follow the one before it of its actor.');
  const isNamed = own.length === 1 || change.seq === 1;
  const clock = past.clock(change.deps, !isNamed);
  if (clock && (reachedIn(clock, change.actor)?.seq ?? 0) !== change.seq - 1)
    throw new ChangeRefused('A change does not follow the one before it of its actor.');
  const isThere = ({ counter, actor }: Change['refs'][number]): boolean =>
    actor === change.actor || counter <= (clock ? (reachedIn(clock, actor)?.op ?? 0) : Infinity);
  if (!change.refs.every(isThere)) throw new ChangeRefused('A change refers to text that it had not seen.');
};
