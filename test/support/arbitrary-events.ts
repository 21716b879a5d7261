import fc from 'fast-check';
import { STATUSES } from '../../src/domain/record/state.ts';
import type { Event, JsonObject } from '../../src/events/event.ts';
import { eventOf, nameOf } from './events.ts';

/** Few names, so that what events name is often there; and keys that plain objects might confuse. */
const name = fc.nat(12).map(nameOf);
const key = fc.constantFrom('span', 'constructor', 'toString', 'hasOwnProperty', '0', 'é');
const title = fc.constantFrom('Bridge', 'Ferry');
const scalar = fc.oneof(fc.constantFrom(1, 'one', null), fc.boolean());

const payloads = {
  'record.created': fc.record({ title, fields: fc.dictionary(key, scalar) }, { requiredKeys: ['title'] }),
  'record.title-set': fc.record({ title }),
  'record.field-set': fc.record({ field: key, value: scalar }),
  'record.status-set': fc.record({ status: fc.constantFrom(...STATUSES) }),
  'record.assigned': fc.record({ person: fc.constantFrom('', 'person:ada') }),
  'record.tag-added': fc.record({ tag: key }),
  'record.tag-removed': fc.record({ tag: key }),
  'record.entry-added': fc.record(
    { text: title, happened: title, source: title, attributes: fc.dictionary(key, title) },
    { requiredKeys: ['text'] },
  ),
  'record.task-added': fc.record({ title }),
  'record.task-set': fc.record({ task: name, title, done: fc.boolean() }, { requiredKeys: ['task'] }),
  'record.task-removed': fc.record({ task: name }),
  'record.comment-added': fc.record({ text: title }),
  'record.archived': fc.record({ edits: fc.nat(12) }),
  'record.restored': fc.record({}),
  'record.signed': fc.record(
    { meaning: title, covers: name, edits: fc.nat(12) },
    { requiredKeys: ['meaning', 'covers'] },
  ),
  'record.sign-off-settled': fc.record({ signOff: name, stands: fc.boolean() }),
  'person.created': fc.record(
    { name: title, age: fc.nat(150), interests: fc.array(key) },
    { requiredKeys: ['name'] },
  ),
  'person.name-set': fc.record({ name: title }),
  'person.age-set': fc.record({ age: fc.option(fc.nat(150)) }),
  'person.interest-added': fc.record({ interest: key }),
  'person.interest-removed': fc.record({ interest: key }),
} satisfies { readonly [type: string]: fc.Arbitrary<unknown> };

export const EVENT_TYPES = Object.keys(payloads) as readonly (keyof typeof payloads)[];

const event = (types: readonly (keyof typeof payloads)[]): fc.Arbitrary<Event> =>
  fc
    .record({
      typed: fc.constantFrom(...types).chain((type) => payloads[type].map((payload) => ({ type, payload }))),
      number: fc.nat(12),
      over: fc.array(name, { maxLength: 3 }),
      copy: fc.boolean(),
      at: fc.constantFrom(
        '2026-01-01T00:00:00.000Z',
        '2027-01-01T00:00:00.000+01:00',
        '2026-99-99T00:00:00.000Z',
      ),
    })
    .map(({ typed, number, over, copy, at }) =>
      eventOf(number, typed.type, typed.payload as JsonObject, { over, at, ...(copy ? { copy } : {}) }),
    );

/** Events of one aggregate type, valid each and in no sensible order together. */
export const arbitraryEvents = (aggregate: 'record' | 'person'): fc.Arbitrary<readonly Event[]> =>
  fc.array(event(EVENT_TYPES.filter((type) => type.startsWith(`${aggregate}.`))), { maxLength: 24 });
