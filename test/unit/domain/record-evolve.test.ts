import { expect, test } from 'vitest';
import { record } from '../../../src/domain/record/decider.ts';
import { isConflict, shown } from '../../../src/domain/register.ts';
import type { Event } from '../../../src/events/event.ts';
import { eventOf, nameOf } from '../../support/events.ts';

const fold = (...events: readonly Event[]) => record.decider.evolveAll!(record.decider.initial, events);
const created = eventOf(1, 'record.created', { title: 'Bridge', fields: { span: 12 } });

const set = (number: number, value: number, over: readonly number[], about: Partial<Event> = {}) =>
  eventOf(number, 'record.field-set', { field: 'span', value }, { over: over.map(nameOf), ...about });

test('CF1: a write drops the values it names and no others; what is left stands side by side', () => {
  const { fields } = fold(created, set(2, 14, [1]), set(3, 15, [1]));
  expect(fields.span!.map(({ value }) => value)).toEqual([14, 15]);
  expect(isConflict(fields.span!)).toBe(true);
});

test('CF1: the latest claimed instant is shown, an unreadable one is the oldest, ties go by canonical order', () => {
  const at = '2030-01-01T00:00:00.000Z';
  expect(shown(fold(set(2, 14, [], { at }), set(3, 15, [])).fields.span!)).toBe(14);
  expect(shown(fold(set(2, 14, []), set(3, 15, [], { at: '2030-99-01T00:00:00.000Z' })).fields.span!)).toBe(
    14,
  );
  expect(shown(fold(set(2, 14, [], { at }), set(3, 15, [], { at })).fields.span!)).toBe(15);
});

test('CF1: the choice is one more write over all of them', () => {
  const { fields } = fold(created, set(2, 14, [1]), set(3, 15, [1]), set(4, 14, [2, 3]));
  expect(fields.span!.map(({ value }) => value)).toEqual([14]);
});

test('CF2: equal values never conflict', () => {
  expect(isConflict(fold(created, set(2, 14, [1]), set(3, 14, [1])).fields.span!)).toBe(false);
});

test('CF2: a second "created" merges', () => {
  const state = fold(created, eventOf(2, 'record.created', { title: 'Bridge', fields: { city: 'Sydney' } }));
  expect(state.created).toEqual([nameOf(1), nameOf(2)]);
  expect(isConflict(state.title)).toBe(false);
  expect(Object.keys(state.fields)).toEqual(['span', 'city']);
});

test('CF2: adding a tag wins over a removal that had not seen it', () => {
  const one = eventOf(2, 'record.tag-added', { tag: 'steel' });
  const other = eventOf(3, 'record.tag-added', { tag: 'steel' });
  const removed = eventOf(4, 'record.tag-removed', { tag: 'steel' }, { over: [nameOf(2)] });
  expect(fold(created, one, other, removed).tags).toEqual({ steel: [nameOf(3)] });
  expect(fold(created, one, removed).tags).toEqual({});
});

test('CF2: an edit that a removal had not seen keeps the task, whichever sorts first', () => {
  const task = eventOf(2, 'record.task-added', { title: 'Paint' });
  const edited = (number: number) =>
    eventOf(number, 'record.task-set', { task: nameOf(2), title: 'Paint it grey' }, { over: [nameOf(2)] });
  const removed = (number: number) =>
    eventOf(number, 'record.task-removed', { task: nameOf(2) }, { over: [nameOf(2)] });
  expect(fold(task, removed(3)).tasks[0]!.removed).toBe(true);
  expect(fold(task, removed(3), edited(4)).tasks[0]!.removed).toBe(false);
  expect(fold(task, edited(3), removed(4)).tasks[0]!.removed).toBe(false);
});

test('ON1: a copy of an effect adds nothing, and drops what it names', () => {
  const events = [
    created,
    eventOf(2, 'record.entry-added', { text: 'Opened' }),
    eventOf(3, 'record.task-added', { title: 'Paint' }),
    eventOf(4, 'record.comment-added', { text: 'Well done' }),
    eventOf(5, 'record.tag-added', { tag: 'steel' }),
    eventOf(6, 'record.signed', { meaning: 'Approved', covers: nameOf(0) }),
    set(7, 14, [1]),
  ];
  const state = fold(...events);
  expect(fold(...events, ...events.map((event): Event => ({ ...event, copy: true })))).toEqual(state);
  const over = fold(...events, set(8, 15, []), set(7, 14, [8], { copy: true }));
  expect(over.fields.span!.map(({ value }) => value)).toEqual([14]);
});

test('ON1: a task whose adding was copied is found by the names its edits replace', () => {
  const task = eventOf(2, 'record.task-added', { title: 'Paint' });
  // Its writer knew the task by the name of the copy; the fold has put the first's name into `over`.
  const done = eventOf(3, 'record.task-set', { task: nameOf(9), done: true }, { over: [nameOf(2)] });
  expect(shown(fold(task, done).tasks[0]!.done)).toBe(true);
  expect(shown(fold(task, done).tasks[0]!.title)).toBe('Paint');
});

test('CO2: the last change is the last in canonical order, whatever a clock claimed before it', () => {
  const ahead = set(2, 14, [], { at: '2036-01-01T00:00:00.000Z', actor: 'person:grace' });
  expect(fold(created, ahead).last).toEqual({ instant: Date.UTC(2036, 0, 1), actor: 'person:grace' });
  const { at } = set(3, 15, []);
  expect(fold(created, ahead, set(3, 15, [])).last).toEqual({ instant: Date.parse(at), actor: 'person:ada' });
});

test('CO2: a claim that nobody can read leaves the instant of the one before', () => {
  const odd = set(2, 14, [], { at: '2026-99-99T00:00:00.000Z', actor: 'person:grace' });
  expect(fold(created, odd).last).toEqual({ instant: Date.parse(created.at), actor: 'person:grace' });
});
