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

/** A fold's own copy, which it changes: copying the set for each event would take the square of their number. */
export type Changing = { [member: string]: readonly EventName[] };

const place = (set: Changing, member: string, additions: readonly EventName[]): void => {
  if (additions.length) set[member] = additions;
  else delete set[member];
};

const unseen = (set: AddWins, member: string, { over }: Event): readonly EventName[] =>
  additionsOf(set, member).filter((name) => !over?.includes(name));

/** An addition stands in the place of those it saw: adding twice leaves one name. A copy only drops (ON1). */
export const add = (set: Changing, member: string, event: Event): void => {
  const kept = unseen(set, member, event);
  place(set, member, event.copy ? kept : [...kept, event.name]);
};

export const remove = (set: Changing, member: string, event: Event): void =>
  place(set, member, unseen(set, member, event));
