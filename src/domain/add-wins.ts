import type { Event } from '../events/event.ts';
import type { EventName } from '../kernel/ids.ts';

/**
 * A set in which adding wins (CF2): each member with the names of the additions that stand. A removal names
 * in `over` the additions it saw and takes away those, so one made meanwhile elsewhere stays.
 */
export interface AddWins {
  readonly [member: string]: readonly EventName[];
}

/** Names of the additions of a member: what a removal, or one more addition, would take the place of. */
export const additionsOf = (set: AddWins, member: string): readonly EventName[] =>
  Object.hasOwn(set, member) ? set[member]! : [];

const withAdditions = (set: AddWins, member: string, additions: readonly EventName[]): AddWins => {
  if (additions.length) return { ...set, [member]: additions };
  const { [member]: _, ...others } = set;
  return others;
};

const unseen = (set: AddWins, member: string, { over }: Event): readonly EventName[] =>
  additionsOf(set, member).filter((name) => !over?.includes(name));

/** An addition stands in the place of those it saw: adding twice leaves one name. A copy only drops (ON1). */
export const add = (set: AddWins, member: string, event: Event): AddWins => {
  const kept = unseen(set, member, event);
  return withAdditions(set, member, event.copy ? kept : [...kept, event.name]);
};

export const remove = (set: AddWins, member: string, event: Event): AddWins =>
  withAdditions(set, member, unseen(set, member, event));
