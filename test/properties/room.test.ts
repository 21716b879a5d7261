import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event, Json } from '../../src/events/event.ts';
import { person } from '../../src/domain/person/decider.ts';
import { personRoom } from '../../src/domain/person/room.ts';
import { record } from '../../src/domain/record/decider.ts';
import { recordRoom } from '../../src/domain/record/room.ts';
import type { Room } from '../../src/domain/room.ts';
import { sizeAtMost } from '../../src/domain/size.ts';
import { arbitraryEvents } from '../support/arbitrary-events.ts';
import { nameOf, onDevice } from '../support/events.ts';

/** Names of their own, few devices, and the longest of all that an envelope may claim. */
const claimed = (events: readonly Event[], devices: readonly number[]): readonly Event[] =>
  events.map((event, i) => ({
    ...event,
    ...onDevice(devices[i % devices.length]!, i + 1),
    name: event.copy ? event.name : nameOf(i),
    actor: '\u0001'.repeat(128),
    at: '2026-01-01T00:00:00.000+01:00',
  }));

const many = Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`field ${i}`, i]));
const first = (events: readonly Event[]): readonly Event[] =>
  events.map((event) => {
    if (event.type === 'record.created') return { ...event, payload: { title: 't', fields: many } };
    return event.type === 'person.created'
      ? { ...event, payload: { name: 'n', interests: Object.keys(many) } }
      : event;
  });

const expectNoMore = <State extends object>(
  room: Room<State>,
  evolveAll: (state: State, events: readonly Event[]) => State,
  initial: State,
  events: readonly Event[],
): void => {
  let state = initial;
  for (const event of events) {
    const after = evolveAll(state, [event]);
    const grown = sizeAtMost(after as Json) - sizeAtMost(state as Json);
    expect([event.type, grown <= room.growth(state, [event])]).toEqual([event.type, true]);
    state = after;
  }
  const whole = sizeAtMost(initial as Json) + room.growth(initial, events);
  expect(sizeAtMost(state as Json)).toBeLessThanOrEqual(whole);
  expect(JSON.stringify(state).length).toBeLessThanOrEqual(sizeAtMost(state as Json));
};

test('QU1: no event adds more to a state than is counted for it, alone or with others', () => {
  const devices = fc.array(fc.nat(5), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(arbitraryEvents('record'), arbitraryEvents('person'), devices, (ofRecord, ofPerson, by) => {
      const records = first(claimed(ofRecord, by));
      expectNoMore(recordRoom, record.decider.evolveAll!, record.decider.initial, records);
      const people = first(claimed(ofPerson, by));
      expectNoMore(personRoom, person.decider.evolveAll!, person.decider.initial, people);
    }),
    { numRuns: 500 },
  );
});
