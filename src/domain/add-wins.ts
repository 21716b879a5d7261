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

/**
 * A fold's own copy, which it changes: copying the set for each event, or a member's additions, would take the square of
 * their number.
 */
export interface Changing {
  /** In the order in which they came to be there; those that are touched stand in `touched`. */
  readonly members: { [member: string]: readonly EventName[] };
  readonly touched: Map<string, Set<EventName>>;
}

export const changing = (set: AddWins): Changing => ({ members: { ...set }, touched: new Map() });

export const changed = ({ members, touched }: Changing): AddWins => {
  for (const [member, additions] of touched) if (additions.size > 0) members[member] = [...additions];
  return members;
};

/** An addition stands in the place of those it saw: adding twice leaves one name. A copy only drops (ON1). */
export const add = (set: Changing, member: string, event: Event): void => {
  const additions = withoutSeen(set, member, event);
  if (!event.copy) additions.add(event.name);
  place(set, member, additions);
};

export const remove = (set: Changing, member: string, event: Event): void =>
  place(set, member, withoutSeen(set, member, event));

const withoutSeen = (
  { members, touched }: Changing,
  member: string,
  { over = [] }: Event,
): Set<EventName> => {
  const additions = touched.get(member) ?? new Set(additionsOf(members, member));
  touched.set(member, additions);
  for (const name of over) additions.delete(name);
  return additions;
};

const place = ({ members }: Changing, member: string, additions: ReadonlySet<EventName>): void => {
  if (additions.size === 0) delete members[member];
  else if (!Object.hasOwn(members, member)) members[member] = [];
};
