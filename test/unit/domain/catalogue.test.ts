import { expect, test } from 'vitest';
import {
  createDefinitions,
  definitionOf,
  understandEvent,
  type Definitions,
} from '../../../src/domain/catalogue.ts';
import { z } from '../../../src/domain/schema.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { eventOf } from '../../support/events.ts';

const definitions = createDefinitions({ actor: 'ab'.repeat(16) });
const titled = eventOf(1, 'record.title-set', { title: 'Bridge', salt: '00' });

test('AS1: an event is understood when its type and version are known and its payload is valid', () => {
  expect(understandEvent(definitions, titled)).toEqual({ ok: true, value: titled });
});

test.each([
  ['unknown-type', { type: 'record.melted' }],
  ['unknown-type', { aggregate: 'person:1' as AggregateId }],
  ['unknown-type', { aggregate: 'constructor:1' as AggregateId }],
  ['newer-version', { v: 2 }],
  ['invalid-payload', { payload: { title: 7 } }],
])('AS1: what is not understood is set aside as %s (%#)', (code, about) => {
  expect(understandEvent(definitions, { ...titled, ...about })).toMatchObject({ ok: false, error: { code } });
});

test('a key named "__proto__" is refused wherever keys are', () => {
  const fields = JSON.parse('{"__proto__": 1}') as { [key: string]: number };
  const events = [
    eventOf(1, 'record.created', { title: 'Bridge', fields }),
    eventOf(1, 'record.field-set', { field: '__proto__', value: 1 }),
    eventOf(1, 'record.tag-added', { tag: '__proto__' }),
    eventOf(1, 'person.interest-added', { interest: '__proto__' }),
  ];
  for (const event of events)
    expect(understandEvent(definitions, event)).toMatchObject({ error: { code: 'invalid-payload' } });
});

test('an older payload is lifted version by version, and the stored event stays as it was', () => {
  const { record } = definitions;
  const second = {
    version: 3,
    payload: z.object({ title: z.string(), language: z.literal('en') }),
    upcasts: [
      ({ name }: { name?: unknown }) => ({ title: name }),
      (old: object) => ({ ...old, language: 'en' }),
    ],
  };
  const newer = {
    ...definitions,
    record: { ...record, events: { 'record.title-set': second } },
  } as unknown as Definitions;
  const first = eventOf(1, 'record.title-set', { name: 'Bridge' });
  expect(understandEvent(newer, first)).toMatchObject({
    value: { v: 3, payload: { title: 'Bridge', language: 'en' } },
  });
  expect(first).toEqual(eventOf(1, 'record.title-set', { name: 'Bridge' }));
});

test('each aggregate type answers for its ids, and for no others', () => {
  expect(definitionOf(definitions, 'body:1' as AggregateId)?.decider.type).toBe('body');
  expect(definitionOf(definitions, 'toString:1' as AggregateId)).toBeUndefined();
});
