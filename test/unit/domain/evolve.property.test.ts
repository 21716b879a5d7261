import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDefinitions, definitionOf, understandEvent } from '../../../src/domain/catalogue.ts';
import type { Decider } from '../../../src/domain/decider.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { aggregateRows } from '../../../src/projections/rows-of.ts';
import { arbitraryEvents, EVENT_TYPES } from '../../support/arbitrary-events.ts';

const definitions = createDefinitions({ actor: 'ab'.repeat(16) });
const AGGREGATES = ['record', 'person'] as const;
const deciderOf = (aggregate: string) =>
  definitionOf(definitions, `${aggregate}:1` as AggregateId)!.decider as Decider<unknown, never>;

test('each type of event is made by the generator', () => {
  const { record, person } = definitions;
  expect(EVENT_TYPES.toSorted()).toEqual(
    [...Object.keys(record.events), ...Object.keys(person.events)].toSorted(),
  );
});

test.each(AGGREGATES)('QU1: evolve takes any understood event of a %s, in any order', (aggregate) => {
  const { evolve, initial } = deciderOf(aggregate);
  fc.assert(
    fc.property(arbitraryEvents(aggregate), (events) => {
      for (const event of events)
        expect(understandEvent(definitions, event)).toEqual({ ok: true, value: event });
      const state = events.reduce(evolve, initial);
      expect(structuredClone(state)).toEqual(state);
      aggregateRows(`${aggregate}:1` as AggregateId, state);
    }),
  );
});

test.each(AGGREGATES)(
  'FO1: many events of a %s folded at once equal one by one, and change no state given',
  (aggregate) => {
    const { evolve, evolveAll, initial } = deciderOf(aggregate);
    const all = evolveAll ?? ((state, events) => events.reduce(evolve, state));
    fc.assert(
      fc.property(arbitraryEvents(aggregate), fc.nat(24), (events, cut) => {
        const before = all(initial, events.slice(0, cut));
        const kept = structuredClone(before);
        expect(all(before, events.slice(cut))).toEqual(events.reduce(evolve, initial));
        expect(before).toEqual(kept);
      }),
    );
  },
);

test.each(AGGREGATES)('ON1: a copy of an effect of a %s adds nothing', (aggregate) => {
  const { evolve, initial } = deciderOf(aggregate);
  fc.assert(
    fc.property(arbitraryEvents(aggregate), (events) => {
      fc.pre(events.length > 0);
      const state = events.reduce(evolve, initial);
      const { over: _, ...copied } = { ...events.at(-1)!, copy: true as const };
      expect(evolve(state, copied)).toEqual(state);
    }),
  );
});

test('keys that plain objects know are keys like any other', () => {
  fc.assert(
    fc.property(arbitraryEvents('record'), (events) => {
      const { evolve, initial } = deciderOf('record');
      const { fields, tags } = events.reduce(evolve, initial) as typeof definitions.record.decider.initial;
      for (const held of [...Object.values(fields), ...Object.values(tags)])
        expect(Array.isArray(held)).toBe(true);
      expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    }),
  );
});
