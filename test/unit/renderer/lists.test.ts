import { expect, test } from 'vitest';
import { readAge } from '../../../renderer/screens/people/age.ts';
import { placeOf } from '../../../renderer/screens/places.ts';
import { fieldText, fieldValue } from '../../../renderer/screens/record/field-value.ts';

test.each([
  ['/', '/records', undefined],
  ['/people/person:ab', '/people', 'person:ab'],
  ['/tasks/record:0f', '/tasks', 'record:0f'],
  ['/nowhere', '/records', undefined],
  ['/records/body:0f', '/records', undefined],
  ['/records/javascript:alert', '/records', undefined],
])('the address %s leads to %s and opens %s', (path, section, aggregate) => {
  const place = placeOf(path);
  expect([place.section.at, place.aggregate]).toEqual([section, aggregate]);
});

test.each([
  ['12', 3, 12],
  ['twelve', 3, 'twelve'],
  ['true', false, true],
  ['007', 'text', '007'],
  ['5', undefined, '5'],
])('%s typed over %s is stored as %s', (text, was, stored) => {
  expect(fieldValue(text, was)).toBe(stored);
});

test('a field shows text as it is and other values as JSON writes them', () => {
  expect([fieldText('a "b"'), fieldText(1.5), fieldText(null), fieldText(undefined)]).toEqual([
    'a "b"',
    '1.5',
    '',
    '',
  ]);
});

test('an age is a whole number, or not said', () => {
  expect(readAge(' 41 ')).toEqual({ ok: true, value: 41 });
  expect(readAge('')).toEqual({ ok: true, value: null });
  for (const text of ['-1', '4.5', 'old', '1e2']) expect(readAge(text).ok).toBe(false);
});
