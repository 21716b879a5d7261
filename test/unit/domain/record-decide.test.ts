import { expect, test } from 'vitest';
import { record } from '../../../src/domain/record/decider.ts';
import { refused, specify } from '../../support/decider-spec.ts';
import { eventOf, nameOf } from '../../support/events.ts';

const given = specify(record.decider);
const created = eventOf(1, 'record.created', { title: 'Bridge' });

test('a record is created once', () => {
  expect(given().when({ type: 'record.create', title: 'Bridge', fields: { span: 12 } }).outcome).toEqual([
    { type: 'record.created', payload: { title: 'Bridge', fields: { span: 12 } } },
  ]);
  expect(given(created).when({ type: 'record.create', title: 'Bridge' }).outcome).toEqual(
    refused('already-exists'),
  );
});

test('a missing record is not touched, and the refusal says so', () => {
  expect(given().when({ type: 'record.set-title', title: 'Bridge' }).outcome).toEqual(refused('not-found'));
  expect(
    given(eventOf(1, 'record.field-set', { field: 'span', value: 12 })).when({
      type: 'record.add-tag',
      tag: 'steel',
    }).outcome,
  ).toEqual(refused('not-found'));
});

test('CF1: an edit names the values that it replaces, as they stand', () => {
  const set = eventOf(2, 'record.field-set', { field: 'span', value: 12 });
  expect(given(created, set).when({ type: 'record.set-field', field: 'span', value: 14 }).outcome).toEqual([
    { type: 'record.field-set', payload: { field: 'span', value: 14 }, over: [nameOf(2)] },
  ]);
});

test('CF1: what the edit names itself is what it replaces, whatever has come since', () => {
  const late = eventOf(2, 'record.title-set', { title: 'Ferry' });
  expect(
    given(created, late).when({ type: 'record.set-title', title: 'Tunnel', over: [nameOf(1)] }).outcome,
  ).toEqual([{ type: 'record.title-set', payload: { title: 'Tunnel' }, over: [nameOf(1)] }]);
});

test('CF1: what an edit replaces is fixed once and kept', () => {
  const { withOver, evolve } = record.decider;
  const { state } = given(created);
  const command = { id: '', aggregate: '', type: 'record.set-title', title: 'Tunnel' } as never;
  const fixed = withOver!(command, state);
  expect(fixed.over).toEqual([nameOf(1)]);
  expect(withOver!(fixed, evolve(state, eventOf(2, 'record.title-set', { title: 'Ferry' })))).toBe(fixed);
});

test('the status goes from open to in review to closed, and is reopened', () => {
  const review = eventOf(2, 'record.status-set', { status: 'in review' });
  const closed = eventOf(3, 'record.status-set', { status: 'closed' }, { over: [nameOf(2)] });
  expect(given(created).when({ type: 'record.set-status', status: 'closed' }).outcome).toEqual(
    refused('not-allowed', 'status'),
  );
  expect(given(created).when({ type: 'record.set-status', status: 'in review' }).outcome).toEqual([
    { type: 'record.status-set', payload: { status: 'in review' } },
  ]);
  expect(
    given(created, review, closed).when({ type: 'record.set-status', status: 'in review' }).outcome,
  ).toEqual(refused('not-allowed', 'status'));
  expect(given(created, review, closed).when({ type: 'record.set-status', status: 'open' }).outcome).toEqual([
    { type: 'record.status-set', payload: { status: 'open' }, over: [nameOf(3)] },
  ]);
});

test('CF1: any of the statuses that stand side by side may be chosen', () => {
  const review = eventOf(2, 'record.status-set', { status: 'in review' });
  const closed = eventOf(3, 'record.status-set', { status: 'closed' });
  expect(
    given(created, review, closed).when({ type: 'record.set-status', status: 'in review' }).outcome,
  ).toEqual([{ type: 'record.status-set', payload: { status: 'in review' }, over: [nameOf(2), nameOf(3)] }]);
});

test('a tag or task that is not there is not taken away', () => {
  expect(given(created).when({ type: 'record.remove-tag', tag: 'constructor' }).outcome).toEqual(
    refused('not-found', 'tag'),
  );
  expect(given(created).when({ type: 'record.remove-task', task: nameOf(9) }).outcome).toEqual(
    refused('not-found', 'task'),
  );
  expect(given(created).when({ type: 'record.set-task', task: nameOf(9), done: true }).outcome).toEqual(
    refused('not-found', 'task'),
  );
});

test('setting a task says something of it', () => {
  const task = eventOf(2, 'record.task-added', { title: 'Paint' });
  expect(given(created, task).when({ type: 'record.set-task', task: nameOf(2) }).outcome).toEqual(
    refused('invalid-command', 'title'),
  );
  const { state } = given(created, task).when({ type: 'record.set-task', task: nameOf(2), done: true });
  expect(state.tasks.map(({ title, done }) => [title[0]?.value, done[0]?.value])).toEqual([['Paint', true]]);
});

test('a record holds no more fields than the limit', () => {
  const fields = Object.fromEntries(Array.from({ length: 256 }, (_, index) => [`f${index}`, index]));
  const full = eventOf(1, 'record.created', { title: 'Bridge', fields });
  expect(given(full).when({ type: 'record.set-field', field: 'one more', value: 1 }).outcome).toEqual(
    refused('invalid-command', 'field'),
  );
  expect(given(full).when({ type: 'record.set-field', field: 'f0', value: 1 }).outcome).toEqual([
    { type: 'record.field-set', payload: { field: 'f0', value: 1 }, over: [nameOf(1)] },
  ]);
});

test('CF2: a sign-off names the root of what it covers', () => {
  const covers = 'ab'.repeat(32);
  expect(given(created).when({ type: 'record.sign-off', meaning: 'Approved' }).outcome).toEqual(
    refused('invalid-command', 'covers'),
  );
  expect(given(created).when({ type: 'record.sign-off', meaning: 'Approved', covers }).outcome).toEqual([
    { type: 'record.signed', payload: { meaning: 'Approved', covers, edits: 1 }, over: [nameOf(1)] },
  ]);
});

test('an entry keeps the time that its source claims, and its own otherwise', () => {
  const claimed = given(created).when({ type: 'record.add-entry', text: 'Opened', happened: '1932-03-19' });
  expect(claimed.state.entries[0]).toMatchObject({ text: 'Opened', happened: '1932-03-19' });
  const now = given(created).when({ type: 'record.add-entry', text: 'Opened' });
  expect(now.state.entries[0]!.happened).toBe(now.state.entries[0]!.at);
});
