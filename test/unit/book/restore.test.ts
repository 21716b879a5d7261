import { expect, test } from 'vitest';
import { shown } from '../../../src/domain/register.ts';
import { recordParts } from '../../../src/domain/record/parts.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import type { Cut } from '../../../src/history/cut.ts';
import {
  createDevices,
  deliver,
  hashesOf,
  openAgain,
  run,
  stateOf,
  syncAll,
  type Device,
} from '../../support/devices.ts';
import { everything, recordAt, stepsOf, textAt } from '../../support/look-back.ts';

const RECORD = 'record:1' as AggregateId;
const valuesOf = async (device: Device) =>
  Object.fromEntries(
    [...recordParts(await stateOf(device, RECORD))].map(([part, { values }]) => [part, values]),
  );

const restore = async ({ book }: Device, to: Cut, rest: { parts?: string[] } = {}, aggregate = RECORD) => {
  const done = await book.history.restore({ aggregate, to, ...rest });
  if (!done.ok) throw new Error(`${done.error.code} ${done.error.message}`);
  return done.value;
};

const busy = async (ada: Device): Promise<Cut> => {
  await run(ada, 'record.create', RECORD, { title: 'One', fields: { depth: 1 } });
  await run(ada, 'record.add-tag', RECORD, { tag: 'wet' });
  await run(ada, 'record.add-task', RECORD, { title: 'Look' });
  const then = await everything(ada);
  const [task] = (await stateOf(ada, RECORD)).tasks;
  await run(ada, 'record.set-title', RECORD, { title: 'Two' });
  await run(ada, 'record.set-field', RECORD, { field: 'depth', value: 2 });
  await run(ada, 'record.set-field', RECORD, { field: 'width', value: 3 });
  await run(ada, 'record.remove-tag', RECORD, { tag: 'wet' });
  await run(ada, 'record.add-tag', RECORD, { tag: 'dry' });
  await run(ada, 'record.set-task', RECORD, { task: task!.id, done: true });
  await run(ada, 'record.remove-task', RECORD, { task: task!.id });
  await run(ada, 'record.add-task', RECORD, { title: 'Later' });
  await run(ada, 'record.set-status', RECORD, { status: 'in review' });
  await run(ada, 'record.add-comment', RECORD, { text: 'Stays' });
  await run(ada, 'record.archive', RECORD);
  return then;
};

test('HI2: a record is made what it was, by one command over what stands; facts stay', async () => {
  const [ada, bob] = await createDevices(2);
  const then = await busy(ada);
  const was = recordParts(await recordAt(ada, RECORD, then));
  const events = ada.book.recorded();
  expect(await restore(ada, then)).toBe(true);
  const now = await valuesOf(ada);
  for (const [part, { values }] of was) expect([part, now[part]]).toEqual([part, values]);
  expect(now).toMatchObject({ 'field:width': [null], archived: [false], status: ['open'] });
  expect(Object.keys(now).filter((part) => part.startsWith('tag:'))).toEqual(['tag:wet']);
  const { tasks, comments } = await stateOf(ada, RECORD);
  expect(tasks.filter((task) => !task.removed).map((task) => shown(task.title))).toEqual(['Look']);
  expect(comments.map(({ text }) => text)).toEqual(['Stays']);
  expect((await stepsOf(ada, RECORD)).at(-1)).toMatchObject({ cause: 'restore' });
  expect(ada.book.recorded()).toBeGreaterThan(events);
  await syncAll([ada, bob]);
  expect(new Set(await hashesOf([ada, bob])).size).toBe(1);
});

test('HI2: an equal value writes nothing', async () => {
  const [ada] = await createDevices(1);
  const then = await busy(ada);
  await restore(ada, then);
  const before = ada.book.recorded();
  expect(await restore(ada, then)).toBe(false);
  expect(await restore(ada, await everything(ada))).toBe(false);
  expect(ada.book.recorded()).toBe(before);
});

test('HI2: one field is made what it was, and nothing else', async () => {
  const [ada] = await createDevices(1);
  const then = await busy(ada);
  const before = await valuesOf(ada);
  await restore(ada, then, { parts: ['field:depth'] });
  // The record was archived, and an edit brings it back (CF2).
  expect(await valuesOf(ada)).toEqual({ ...before, 'field:depth': [1], archived: [false] });
});

test('HI2, CF1: a value that has come since stays beside the one that is put back', async () => {
  const [ada, bob] = await createDevices(2);
  await run(ada, 'record.create', RECORD, { title: 'One' });
  const then = await everything(ada);
  await run(ada, 'record.set-title', RECORD, { title: 'Two' });
  await syncAll([ada, bob]);
  const over = (await stateOf(ada, RECORD)).title.map(({ name }) => name);
  await run(bob, 'record.set-title', RECORD, { title: 'By Bob' });
  await deliver(bob, ada);
  await ada.book.history.restore({ aggregate: RECORD, to: then, parts: ['title'], over });
  expect(new Set((await valuesOf(ada))['title'])).toEqual(new Set(['By Bob', 'One']));
});

test('HI2: values that stood side by side are put back side by side', async () => {
  const [ada, bob] = await createDevices(2);
  await run(ada, 'record.create', RECORD, { title: 'One' });
  await syncAll([ada, bob]);
  await run(ada, 'record.set-title', RECORD, { title: 'By Ada' });
  await run(bob, 'record.set-title', RECORD, { title: 'By Bob' });
  await syncAll([ada, bob]);
  const then = await everything(ada);
  const conflict = (await valuesOf(ada))['title']!;
  await run(ada, 'record.set-title', RECORD, { title: 'Settled' });
  await restore(ada, then);
  expect((await valuesOf(ada))['title']).toEqual(conflict);
});

test('HI2: an archived record that is made what it was stays archived if it was', async () => {
  const [ada] = await createDevices(1);
  await run(ada, 'record.create', RECORD, { title: 'One' });
  await run(ada, 'record.archive', RECORD);
  const then = await everything(ada);
  await run(ada, 'record.set-title', RECORD, { title: 'Two' });
  await restore(ada, then);
  expect(await valuesOf(ada)).toMatchObject({ title: ['One'], archived: [true] });
});

test('HI2: prose is made what it was, and what others write meanwhile is kept', async () => {
  const [ada, bob] = await createDevices(2);
  const BODY = 'body:1' as AggregateId;
  await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: 'The beam is sound.' }] });
  await syncAll([ada, bob]);
  const then = await everything(ada);
  await run(ada, 'body.edit', BODY, { splices: [{ at: 4, deleted: 4, inserted: 'whole bridge' }] });
  await run(bob, 'body.edit', BODY, { splices: [{ at: 18, deleted: 0, inserted: ' So Bob says.' }] });
  await restore(ada, then, {}, BODY);
  expect(await textAt(ada, BODY, await everything(ada))).toBe('The beam is sound.');
  await syncAll([ada, bob]);
  for (const device of [ada, bob])
    expect(await textAt(device, BODY, await everything(device))).toBe('The beam is sound. So Bob says.');
});

test('HI2: a person is made what they were, and nothing is made of what did not exist', async () => {
  const [ada] = await createDevices(1);
  const before = await everything(ada);
  const PERSON = 'person:1' as AggregateId;
  await run(ada, 'person.create', PERSON, { name: 'Grace', interests: ['ships'] });
  const then = await everything(ada);
  await run(ada, 'person.set-age', PERSON, { age: 40 });
  await run(ada, 'person.remove-interest', PERSON, { interest: 'ships' });
  await restore(ada, then, {}, PERSON);
  const state = (await (await openAgain(ada)).book.aggregate(PERSON)).folded.state;
  expect(state).toMatchObject({ age: [{ value: null }], interests: { ships: [expect.any(String)] } });
  expect(await ada.book.history.restore({ aggregate: PERSON, to: before })).toMatchObject({
    error: { code: 'not-yet' },
  });
});
