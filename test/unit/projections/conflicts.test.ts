import { expect, test } from 'vitest';
import { person } from '../../../src/domain/person/decider.ts';
import { record } from '../../../src/domain/record/decider.ts';
import type { Event } from '../../../src/events/event.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { aggregateConflicts, aggregateRows } from '../../../src/projections/rows-of.ts';
import { specify } from '../../support/decider-spec.ts';
import { eventOf, nameOf, onDevice } from '../../support/events.ts';

const ID = 'record:1' as AggregateId;
const created = eventOf(1, 'record.created', { title: 'Bridge', fields: { span: 12 } });
const conflictsAfter = (...events: readonly Event[]) =>
  aggregateConflicts(ID, specify(record.decider)(created, ...events).state);

const over = (...numbers: readonly number[]) => ({ over: numbers.map(nameOf) });
const span = (number: number, value: number, ...names: readonly number[]) =>
  eventOf(
    number,
    'record.field-set',
    { field: 'span', value },
    { ...over(...names), ...onDevice(number, number) },
  );

test('CF1: two values of one field are a conflict that says who wrote which, where and when', () => {
  const [two, three] = [span(2, 14, 1), { ...span(3, 15, 1), actor: 'person:grace' }];
  expect(conflictsAfter(two, three)).toEqual([
    {
      id: 'record:1 field span',
      aggregate: ID,
      kind: 'field',
      part: { of: 'field', field: 'span' },
      label: 'span',
      sides: [
        { name: nameOf(2), value: 14, actor: 'person:ada', device: two.place.device, at: two.at },
        { name: nameOf(3), value: 15, actor: 'person:grace', device: three.place.device, at: three.at },
      ],
      over: [nameOf(2), nameOf(3)],
    },
  ]);
});

test('CF1: one more write over all sides settles it, and settled differently at once it is one conflict again', () => {
  const both = [span(2, 14, 1), span(3, 15, 1)];
  expect(conflictsAfter(...both, span(4, 14, 2, 3))).toEqual([]);
  expect(conflictsAfter(...both, span(4, 14, 2, 3), span(5, 14, 2, 3))).toEqual([]);
  const again = conflictsAfter(...both, span(4, 14, 2, 3), span(5, 15, 2, 3));
  expect(again.map(({ over: names }) => names)).toEqual([[nameOf(4), nameOf(5)]]);
});

test('CF2: equal values, tags and what is derived from others are no conflicts', () => {
  const tag = (number: number) => eventOf(number, 'record.tag-added', { tag: 'steel' });
  const untag = eventOf(6, 'record.tag-removed', { tag: 'steel' }, over(4));
  expect(conflictsAfter(span(2, 14, 1), span(3, 14, 1), tag(4), tag(5), untag)).toEqual([]);
});

test('CF2: two statuses of which one is final are a conflict of their own kind', () => {
  const status = (number: number, to: string) => eventOf(number, 'record.status-set', { status: to });
  const kinds = (...statuses: readonly string[]) =>
    conflictsAfter(...statuses.map((to, i) => status(2 + i, to))).map(({ kind, part }) => [kind, part.of]);
  expect(kinds('closed', 'open')).toEqual([['final', 'status']]);
  expect(kinds('in review', 'open')).toEqual([['field', 'status']]);
  expect(kinds('closed', 'closed')).toEqual([]);
});

test('CF2: an edit against an archiving, and one against a sign-off, are conflicts of the two', () => {
  const archived = eventOf(2, 'record.archived', { edits: 1 }, over(1));
  const signed = eventOf(3, 'record.signed', { meaning: 'Approved', covers: nameOf(0), edits: 1 }, over(1));
  const found = conflictsAfter(archived, signed, span(4, 14, 1));
  expect(found.map(({ kind, label, sides }) => [kind, label, sides.map(({ value }) => value)])).toEqual([
    ['archive', 'Archived', [true, false]],
    ['sign-off', 'Approved', [true, false]],
  ]);
});

test('CF1: a task is a conflict under its title, unless it was removed', () => {
  const task = eventOf(2, 'record.task-added', { title: 'Paint' });
  const set = (number: number, title: string) =>
    eventOf(number, 'record.task-set', { task: nameOf(2), title }, over(2));
  const [found] = conflictsAfter(task, set(3, 'Paint it'), set(4, 'Paint all'));
  expect(found).toMatchObject({ part: { of: 'task', what: 'title', task: nameOf(2) }, label: 'Paint all' });
  const removed = eventOf(5, 'record.task-removed', { task: nameOf(2) }, over(2, 3, 4));
  expect(conflictsAfter(task, set(3, 'Paint it'), set(4, 'Paint all'), removed)).toEqual([]);
});

test('CF1: a name and an age of a person are fields like others', () => {
  const { state } = specify(person.decider)(
    eventOf(1, 'person.created', { name: 'Ada', age: 36 }),
    eventOf(2, 'person.name-set', { name: 'Ada L.' }),
    eventOf(3, 'person.age-set', { age: 37 }),
  );
  const id = 'person:1' as AggregateId;
  expect(aggregateConflicts(id, state).map((conflict) => conflict.id)).toEqual([
    'person:1 name',
    'person:1 age',
  ]);
  expect(aggregateRows(id, state).people[0]!.conflicts).toBe(2);
});

test('CF1: of thousands of values some are listed, and a settlement takes as many as it can name', () => {
  const [found] = conflictsAfter(...Array.from({ length: 2000 }, (_, i) => span(2 + i, i)));
  expect([found!.sides.length, found!.over.length]).toEqual([16, 1024]);
});
