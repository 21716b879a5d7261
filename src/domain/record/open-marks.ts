import type { Event } from '../../events/event.ts';
import type { EventName } from '../../kernel/ids.ts';
import { openRegister, type OpenRegister } from '../open-register.ts';
import { writtenBy, type Register, type Written } from '../register.ts';

/** A register of marks and of what puts them in doubt, while events are folded into it. */
export interface OpenMarks extends Omit<OpenRegister<boolean>, 'size' | 'of'> {
  /** How many marks stand, and how many doubts. */
  count(value: boolean): number;
  has(name: EventName): boolean;
  /** Have all marks that stand been seen by who names these? */
  areSeen(over: ReadonlySet<EventName>): boolean;
}

export const openMarks = (before: Register<boolean>): OpenMarks => {
  const register = openRegister<boolean>([]);
  const counts = { true: 0, false: 0 };
  const add = (written: Written<boolean>): void => {
    counts[`${written.value}`] += 1;
    register.add(written);
  };
  for (const written of before) add(written);
  return {
    add,
    drop: (name) => {
      const gone = register.drop(name);
      for (const { value } of gone) counts[`${value}`] -= 1;
      return gone;
    },
    closed: () => register.closed(),
    count: (value) => counts[`${value}`],
    has: (name) => register.of(name).length > 0,
    areSeen: (over) => {
      let seen = 0;
      for (const name of over) seen += register.of(name).filter(({ value }) => value).length;
      return seen === counts.true;
    },
  };
};

/** An edit that had not seen a mark puts it in doubt. `previous`: the edit before of the same device, whose doubt it takes over. */
export const putInDoubt = (marks: OpenMarks, event: Event, previous: EventName | undefined): void => {
  if (previous !== undefined) marks.drop(previous);
  marks.add(writtenBy(event, false));
};
