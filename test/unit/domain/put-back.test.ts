import { expect, test } from 'vitest';
import { parseCommand } from '../../../src/commands/parse.ts';
import { createDefinitions } from '../../../src/domain/catalogue.ts';
import { person } from '../../../src/domain/person/decider.ts';
import { record } from '../../../src/domain/record/decider.ts';
import { refused, specify } from '../../support/decider-spec.ts';
import { commandOf, eventOf, nameOf } from '../../support/events.ts';

const given = specify(record.decider);
const created = eventOf(1, 'record.created', { title: 'Bridge', fields: { span: 12 } });
const task = eventOf(2, 'record.task-added', { title: 'Look' });
const removed = eventOf(3, 'record.task-removed', { task: nameOf(2) }, { over: [nameOf(2)] });
const archived = eventOf(4, 'record.archived', { edits: 1 }, { over: [nameOf(1)] });

test('HI2: a part is written over what stands, and one that is so already is not written', () => {
  const parts = { title: ['Ferry'], 'field:span': [12], status: ['open'], assignee: [''] };
  expect(given(created).when({ type: 'record.put-back', parts }).outcome).toEqual([
    { type: 'record.title-set', payload: { title: 'Ferry' }, over: [nameOf(1)] },
  ]);
});

test('HI2: a field that was not there is put back empty, and a tag that was not there is taken away', () => {
  const tag = eventOf(2, 'record.tag-added', { tag: 'wet' });
  const parts = { 'field:span': [null], 'tag:wet': [false], 'tag:dry': [true], 'field:none': [null] };
  expect(given(created, tag).when({ type: 'record.put-back', parts }).outcome).toEqual([
    { type: 'record.field-set', payload: { field: 'span', value: null }, over: [nameOf(1)] },
    { type: 'record.tag-removed', payload: { tag: 'wet' }, over: [nameOf(2)] },
    { type: 'record.tag-added', payload: { tag: 'dry' } },
  ]);
});

test('HI2: a status is put back without the steps that a person takes', () => {
  const steps = [
    eventOf(2, 'record.status-set', { status: 'in review' }),
    eventOf(3, 'record.status-set', { status: 'closed' }, { over: [nameOf(2)] }),
  ];
  expect(
    given(created, ...steps).when({ type: 'record.put-back', parts: { status: ['in review'] } }).outcome,
  ).toEqual([{ type: 'record.status-set', payload: { status: 'in review' }, over: [nameOf(3)] }]);
});

test('HI2: values that stood side by side are written so, the first over what stands', () => {
  const parts = { title: ['One', 'Two'] };
  const { outcome, state } = given(created).when({ type: 'record.put-back', parts });
  expect(outcome).toEqual([
    { type: 'record.title-set', payload: { title: 'One' }, over: [nameOf(1)] },
    { type: 'record.title-set', payload: { title: 'Two' } },
  ]);
  expect(state.title.map(({ value }) => value)).toEqual(['One', 'Two']);
});

test('HI2: a removed task comes back by a write of its title, once, and goes again with all that was written of it', () => {
  const back = { [`task:${nameOf(2)}`]: [true] };
  const brought = given(created, task, removed).when({ type: 'record.put-back', parts: back });
  expect(brought.outcome).toEqual([
    { type: 'record.task-set', payload: { task: nameOf(2), title: 'Look' }, over: [nameOf(2)] },
  ]);
  expect(brought.state.tasks[0]).toMatchObject({ removed: false, title: [{ value: 'Look' }] });
  const retitled = { ...back, [`task-title:${nameOf(2)}`]: ['Look again'] };
  expect(
    given(created, task, removed).when({ type: 'record.put-back', parts: retitled }).state.tasks[0],
  ).toMatchObject({ removed: false, title: [{ value: 'Look again' }] });
  const away = { [`task:${nameOf(2)}`]: [false] };
  expect(given(created, task).when({ type: 'record.put-back', parts: away }).state.tasks[0]!.removed).toBe(
    true,
  );
  const unknown = { [`task:${nameOf(9)}`]: [true], [`task-title:${nameOf(9)}`]: ['Never'] };
  expect(given(created).when({ type: 'record.put-back', parts: unknown }).state.tasks).toEqual([]);
});

test('HI2, CF2: edits of an archived record bring it back, unless it is put back as archived', () => {
  const edits = { title: ['Ferry'] };
  expect(given(created, archived).when({ type: 'record.put-back', parts: edits }).state.archived).toEqual([]);
  const { outcome, state } = given(created, archived).when({
    type: 'record.put-back',
    parts: { archived: [true], ...edits },
  });
  expect(outcome).toMatchObject([
    { type: 'record.title-set', over: [nameOf(1), nameOf(4)] },
    { type: 'record.archived', payload: { edits: 2 } },
  ]);
  expect(state.archived.map(({ value }) => value)).toEqual([true]);
});

test('CF1: only what the command has seen is replaced', () => {
  const late = eventOf(2, 'record.title-set', { title: 'Late' });
  const command = { type: 'record.put-back', parts: { title: ['Ferry'] }, over: [nameOf(1)] } as const;
  const { state } = given(created, late).when({ ...command, over: [...command.over] });
  expect(state.title.map(({ value }) => value)).toEqual(['Late', 'Ferry']);
});

test('HI2: nothing is put back of what does not exist', () => {
  expect(given().when({ type: 'record.put-back', parts: { title: ['Ferry'] } }).outcome).toEqual(
    refused('not-found'),
  );
});

test('HI2: of a person, name, age and interests are put back', () => {
  const ada = eventOf(1, 'person.created', { name: 'Ada', interests: ['ships'] });
  const parts = { name: ['Grace'], age: [40], 'interest:ships': [false], 'interest:cranes': [true] };
  const { state } = specify(person.decider)(ada).when({ type: 'person.put-back', parts });
  expect(state).toMatchObject({ name: [{ value: 'Grace' }], age: [{ value: 40 }] });
  expect(Object.keys(state.interests)).toEqual(['cranes']);
});

const IMPOSSIBLE: readonly object[] = [
  {},
  { title: [] },
  { title: [''] },
  { title: 'Ferry' },
  { 'title:more': ['Ferry'] },
  { status: ['gone'] },
  { 'field:__proto__': [1] },
  { field: [1] },
  { 'tag:wet': ['yes'] },
  { 'task:1': [true] },
  { constructor: [1] },
  { created: [['x']] },
  { title: Array.from({ length: 65 }, () => 'Ferry') },
];

test.each(IMPOSSIBLE)('parts that nobody could hold are refused: %j', (parts) => {
  const command = { id: commandOf(1), aggregate: 'record:1', type: 'record.put-back', parts };
  const parsed = parseCommand(command, createDefinitions({ actor: 'ab'.repeat(16) }));
  expect(parsed).toMatchObject({ ok: false, error: { code: 'invalid-command', at: 'parts' } });
});
