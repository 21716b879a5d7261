import { expect, test } from 'vitest';
import { person } from '../../../src/domain/person/decider.ts';
import { isConflict, shown } from '../../../src/domain/register.ts';
import { specify } from '../../support/decider-spec.ts';
import { eventOf, nameOf } from '../../support/events.ts';

const given = specify(person.decider);
const created = eventOf(1, 'person.created', { name: 'Ada', age: 36, interests: ['engines', 'engines'] });

test('a person is created with a name, an age and interests', () => {
  given()
    .when({ type: 'person.create', name: 'Ada', age: 36 })
    .then({ type: 'person.created', payload: { name: 'Ada', age: 36 } });
  const { state } = given(created);
  expect([shown(state.name), shown(state.age), state.interests]).toEqual([
    'Ada',
    36,
    { engines: [nameOf(1)] },
  ]);
});

test('creating an existing person says that it already exists', () => {
  given(created).when({ type: 'person.create', name: 'Ada' }).thenRefused('already-exists');
});

test('touching a missing person says that it was not found', () => {
  given().when({ type: 'person.add-interest', interest: 'engines' }).thenRefused('not-found');
  given().when({ type: 'person.set-name', name: 'Ada' }).thenRefused('not-found');
});

test('interests are added and removed', () => {
  given(created)
    .when({ type: 'person.add-interest', interest: 'poetry' })
    .then({ type: 'person.interest-added', payload: { interest: 'poetry' } });
  given(created)
    .when({ type: 'person.remove-interest', interest: 'engines' })
    .then({ type: 'person.interest-removed', payload: { interest: 'engines' }, over: [nameOf(1)] });
  given(created)
    .when({ type: 'person.remove-interest', interest: 'poetry' })
    .thenRefused('not-found', 'interest');
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
  given(created)
    .when({ type: 'person.set-age', age: null })
    .then({ type: 'person.age-set', payload: { age: null }, over: [nameOf(1)] });
});
