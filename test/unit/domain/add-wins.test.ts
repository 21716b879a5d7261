import { expect, test } from 'vitest';
import { person } from '../../../src/domain/person/decider.ts';
import { record } from '../../../src/domain/record/decider.ts';
import type { Event } from '../../../src/events/event.ts';
import { eventOf, nameOf } from '../../support/events.ts';

const MANY = 20_000;
const times = (toEvent: (number: number) => Event): readonly Event[] =>
  Array.from({ length: MANY }, (_, i) => toEvent(i + 1));

test('CF2: twenty thousand tags or interests fold as fast as they are many, and leave the state before them alone', () => {
  const tagged = record.decider.evolveAll!(
    record.decider.initial,
    times((number) => eventOf(number, 'record.tag-added', { tag: `tag ${number}` })),
  );
  const interested = person.decider.evolveAll!(
    person.decider.initial,
    times((number) => eventOf(number, 'person.interest-added', { interest: `interest ${number}` })),
  );
  expect([Object.keys(tagged.tags), Object.keys(interested.interests)].map(({ length }) => length)).toEqual([
    MANY,
    MANY,
  ]);
  const over = [nameOf(1)];
  const without = record.decider.evolve(tagged, eventOf(0, 'record.tag-removed', { tag: 'tag 1' }, { over }));
  expect([Object.hasOwn(tagged.tags, 'tag 1'), Object.hasOwn(without.tags, 'tag 1')]).toEqual([true, false]);
  expect([record.decider.initial.tags, person.decider.initial.interests]).toEqual([{}, {}]);
});
