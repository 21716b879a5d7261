import { expect, test } from 'vitest';
import { person } from '../../../src/domain/person/decider.ts';
import { isConflict, shown } from '../../../src/domain/register.ts';
import { refused, specify } from '../../support/decider-spec.ts';
import { eventOf, nameOf } from '../../support/events.ts';

const given = specify(person.decider);
const created = eventOf(1, 'person.created', { name: 'Ada', age: 36, interests: ['engines', 'engines'] });

test('a person is created with a name, an age and interests', () => {
  expect(given().when({ type: 'person.create', name: 'Ada', age: 36 }).outcome).toEqual([
    { type: 'person.created', payload: { name: 'Ada', age: 36 } },
  ]);
  const { state } = given(created);
  expect([shown(state.name), shown(state.age), state.interests]).toEqual([
    'Ada',
    36,
    { engines: [nameOf(1)] },
  ]);
});

test('creating an existing person says that it already exists', () => {
  expect(given(created).when({ type: 'person.create', name: 'Ada' }).outcome).toEqual(
    refused('already-exists'),
  );
});

test('touching a missing person says that it was not found', () => {
  expect(given().when({ type: 'person.add-interest', interest: 'engines' }).outcome).toEqual(
    refused('not-found'),
  );
  expect(given().when({ type: 'person.set-name', name: 'Ada' }).outcome).toEqual(refused('not-found'));
});

test('interests are added and removed', () => {
  expect(given(created).when({ type: 'person.add-interest', interest: 'poetry' }).outcome).toEqual([
    { type: 'person.interest-added', payload: { interest: 'poetry' } },
  ]);
  expect(given(created).when({ type: 'person.remove-interest', interest: 'engines' }).outcome).toEqual([
    { type: 'person.interest-removed', payload: { interest: 'engines' }, over: [nameOf(1)] },
  ]);
  expect(given(created).when({ type: 'person.remove-interest', interest: 'poetry' }).outcome).toEqual(
    refused('not-found', 'interest'),
  );
  expect(
    given(created).when({ type: 'person.remove-interest', interest: 'engines' }).state.interests,
  ).toEqual({});
});

test('CF2: adding an interest wins over a removal that had not seen it', () => {
  const added = eventOf(2, 'person.interest-added', { interest: 'engines' });
  const removed = eventOf(3, 'person.interest-removed', { interest: 'engines' }, { over: [nameOf(1)] });
  expect(given(created, added, removed).state.interests).toEqual({ engines: [nameOf(2)] });
});

test('CF1: two names that did not see each other both stand', () => {
  const one = eventOf(2, 'person.name-set', { name: 'Ada L.' }, { over: [nameOf(1)] });
  const other = eventOf(3, 'person.name-set', { name: 'A. Lovelace' }, { over: [nameOf(1)] });
  expect(isConflict(given(created, one, other).state.name)).toBe(true);
});

test('an age may be set and taken back', () => {
  expect(given(created).when({ type: 'person.set-age', age: null }).outcome).toEqual([
    { type: 'person.age-set', payload: { age: null }, over: [nameOf(1)] },
  ]);
});
