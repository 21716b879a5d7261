import { expect, test } from 'vitest';
import { NO_BODY } from '../../../src/domain/body/state.ts';
import { person } from '../../../src/domain/person/decider.ts';
import { record } from '../../../src/domain/record/decider.ts';
import type { Event } from '../../../src/events/event.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { aggregateRows } from '../../../src/projections/rows-of.ts';
import { specify } from '../../support/decider-spec.ts';
import { eventOf, nameOf } from '../../support/events.ts';

const ID = 'record:1' as AggregateId;
const rowsAfter = (...events: readonly Event[]) =>
  aggregateRows(ID, specify(record.decider)(...events).state);
const created = eventOf(1, 'record.created', { title: 'Bridge', fields: { span: 12 } });

test('a record has one row, and one for each task that stands', () => {
  const { records, tasks } = rowsAfter(
    created,
    eventOf(2, 'record.tag-added', { tag: 'steel' }),
    eventOf(3, 'record.task-added', { title: 'Paint' }),
    eventOf(4, 'record.task-added', { title: 'Open' }),
    eventOf(5, 'record.task-added', { title: 'Blow up' }),
    eventOf(6, 'record.task-set', { task: nameOf(4), done: true }),
    eventOf(7, 'record.task-removed', { task: nameOf(5) }, { over: [nameOf(5)] }),
    eventOf(8, 'record.entry-added', { text: 'Opened' }, { actor: 'person:grace' }),
  );
  expect(records).toEqual([
    {
      id: ID,
      title: 'Bridge',
      status: 'open',
      assignee: '',
      tags: ['steel'],
      archived: 0,
      conflicts: 0,
      tasksOpen: 1,
      tasksDone: 1,
      entries: 1,
      changed: Date.UTC(2026, 0, 1, 0, 0, 8),
      editor: 'person:grace',
    },
  ]);
  expect(tasks).toEqual([
    { id: nameOf(3), record: ID, title: 'Paint', done: 0 },
    { id: nameOf(4), record: ID, title: 'Open', done: 1 },
  ]);
});

test('CF1: fields that hold different values side by side are counted', () => {
  const both = rowsAfter(
    created,
    eventOf(2, 'record.field-set', { field: 'span', value: 14 }, { over: [nameOf(1)] }),
    eventOf(3, 'record.field-set', { field: 'span', value: 15 }, { over: [nameOf(1)] }),
    eventOf(4, 'record.title-set', { title: 'Ferry' }),
  );
  expect(both.records[0]!.conflicts).toBe(2);
});

test('what was never created has no row', () => {
  const none = { records: [], people: [], tasks: [], gone: [], conflicts: [] };
  expect(rowsAfter(eventOf(1, 'record.task-added', { title: 'Paint' }))).toEqual(none);
  expect(aggregateRows('body:1' as AggregateId, NO_BODY)).toEqual(none);
});

test('a person has one row', () => {
  const ada = eventOf(1, 'person.created', { name: 'Ada', interests: ['engines'] });
  const { state } = specify(person.decider)(ada, eventOf(2, 'person.age-set', { age: 36 }));
  const changed = Date.UTC(2026, 0, 1, 0, 0, 2);
  expect(aggregateRows('person:1' as AggregateId, state).people).toEqual([
    { id: 'person:1', name: 'Ada', age: 36, interests: ['engines'], conflicts: 0, changed },
  ]);
});
