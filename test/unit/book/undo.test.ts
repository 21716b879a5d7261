import { expect, test } from 'vitest';
import { recordParts } from '../../../src/domain/record/parts.ts';
import type { AggregateId, CommandId } from '../../../src/kernel/ids.ts';
import {
  cloneDevice,
  createDevices,
  deliver,
  hashesOf,
  openAgain,
  run,
  segmentsOf,
  stateOf,
  syncAll,
  type Device,
} from '../../support/devices.ts';
import { everything, stepsOf, textAt } from '../../support/look-back.ts';

const RECORD = 'record:1' as AggregateId;
const BODY = 'body:1' as AggregateId;

const valuesOf = async (device: Device, id: string = RECORD) =>
  Object.fromEntries([...recordParts(await stateOf(device, id))].map(([part, { values }]) => [part, values]));
const textOf = async (device: Device) => textAt(device, BODY, await everything(device));

const undo = ({ book }: Device, ...passing: readonly CommandId[]) => book.history.undo('undo', passing);
const redo = ({ book }: Device, ...passing: readonly CommandId[]) => book.history.undo('redo', passing);
const done = { kind: 'done' };

const alone = async (): Promise<Device> => {
  const [ada] = (await createDevices(1)) as [Device];
  await run(ada, 'record.create', RECORD, { title: 'One', fields: { depth: 1 } });
  return ada;
};
const together = async (): Promise<[Device, Device]> => {
  const [ada, bob] = (await createDevices(2)) as [Device, Device];
  await run(ada, 'record.create', RECORD, { title: 'One' });
  await syncAll([ada, bob]);
  return [ada, bob];
};

test.each([
  ['record.set-title', { title: 'Two' }],
  ['record.set-field', { field: 'depth', value: 2 }],
  ['record.set-status', { status: 'in review' }],
  ['record.assign', { person: 'person:1' }],
  ['record.add-tag', { tag: 'wet' }],
  ['record.add-task', { title: 'Look' }],
  ['record.archive', {}],
])('HI3: %s is undone to what stood before, and redone to what stood after', async (type, rest) => {
  const ada = await alone();
  const before = await valuesOf(ada);
  await run(ada, type, RECORD, rest);
  const after = await valuesOf(ada);
  expect(await undo(ada)).toMatchObject({ ...done, step: { changes: [{ type: expect.any(String) }] } });
  const undone = await valuesOf(ada);
  for (const [part, values] of Object.entries(before)) expect([part, undone[part]]).toEqual([part, values]);
  expect(await redo(ada)).toMatchObject(done);
  expect(await valuesOf(ada)).toEqual(after);
});

test('HI3: undo goes back command by command and redo forward again, also in the next session and after a rebuild', async () => {
  let ada = await alone();
  const seen = [await valuesOf(ada)];
  for (let i = 2; i < 6; i++) {
    await run(ada, 'record.set-title', RECORD, { title: `${i}` });
    await run(ada, 'record.add-tag', RECORD, { tag: `${i}` });
    seen.push(await valuesOf(ada));
  }
  for (const was of seen.slice(0, -1).toReversed()) {
    await undo(ada);
    ada = await openAgain(ada);
    await ada.book.seal();
    await undo(ada);
    expect(await valuesOf(ada)).toEqual(was);
  }
  await ada.book.rebuild(() => undefined);
  for (const is of seen.slice(1)) {
    await redo(ada);
    ada = await openAgain(ada);
    await redo(ada);
    expect(await valuesOf(ada)).toEqual(is);
  }
  expect(await redo(ada)).toEqual({ kind: 'nothing' });
});

test('HI3: a new command ends the redoing, and an undoing is not undone again', async () => {
  const ada = await alone();
  for (const title of ['Two', 'Three']) await run(ada, 'record.set-title', RECORD, { title });
  await undo(ada);
  await run(ada, 'record.add-tag', RECORD, { tag: 'new' });
  expect(await redo(ada)).toEqual({ kind: 'nothing' });
  await undo(ada);
  expect(await valuesOf(ada)).toMatchObject({ title: ['Two'] });
  await undo(ada);
  expect(await valuesOf(ada)).toMatchObject({ title: ['One'] });
});

test('HI3: a redoing can be undone, and that redone', async () => {
  const ada = await alone();
  await run(ada, 'record.set-title', RECORD, { title: 'Two' });
  const titles: unknown[] = [];
  for (const way of [undo, redo, undo, redo, undo]) {
    expect(await way(ada)).toMatchObject(done);
    titles.push((await valuesOf(ada))['title']);
  }
  expect(titles).toEqual([['One'], ['Two'], ['One'], ['Two'], ['One']]);
});

test('HI3: undoing a creation archives the record, and redoing brings it back', async () => {
  const ada = await alone();
  await undo(ada);
  expect(await valuesOf(ada)).toMatchObject({ archived: [true], title: ['One'] });
  await redo(ada);
  expect(await valuesOf(ada)).toMatchObject({ archived: [false] });
});

test('HI3: a restore is undone as one command', async () => {
  const ada = await alone();
  const then = await everything(ada);
  await run(ada, 'record.set-title', RECORD, { title: 'Two' });
  await run(ada, 'record.set-field', RECORD, { field: 'depth', value: 2 });
  const before = await valuesOf(ada);
  await ada.book.history.restore({ aggregate: RECORD, to: then });
  await undo(ada);
  expect(await valuesOf(ada)).toEqual(before);
});

test.each([
  ['record.add-entry', { text: 'Seen' }],
  ['record.add-comment', { text: 'Said' }],
  ['record.sign-off', { meaning: 'Checked' }],
])('HI3: %s stays, which is said; the person may go past it', async (type, rest) => {
  const ada = await alone();
  await run(ada, 'record.set-title', RECORD, { title: 'Two' });
  await run(ada, type, RECORD, rest);
  const before = ada.book.recorded();
  const refused = await undo(ada);
  expect(refused).toMatchObject({ kind: 'refused', failure: { code: 'undo-fact' } });
  expect(ada.book.recorded()).toBe(before);
  if (refused.kind !== 'refused') throw new Error('not refused');
  expect(await undo(ada, refused.step.command)).toMatchObject(done);
  expect(await valuesOf(ada)).toMatchObject({ title: ['One'] });
});

test("HI3: where someone else's later change would be lost it refuses, and says whose and what", async () => {
  const [ada, bob] = await together();
  await run(ada, 'record.set-title', RECORD, { title: 'By Ada' });
  await syncAll([ada, bob]);
  await run(bob, 'record.set-title', RECORD, { title: 'By Bob' });
  await syncAll([ada, bob]);
  const before = ada.book.recorded();
  const refused = await undo(ada);
  expect(refused).toMatchObject({ kind: 'refused', failure: { code: 'undo-changed-since' } });
  expect(refused.kind === 'refused' && refused.failure.message).toMatch(
    /^device 1 on device 1 has changed the title since/,
  );
  expect(ada.book.recorded()).toBe(before);
  expect(await valuesOf(ada)).toMatchObject({ title: ['By Bob'] });
});

test("HI3: not even by way of one's own changes on top of it", async () => {
  const [ada, bob] = await together();
  await run(ada, 'record.set-title', RECORD, { title: 'By Ada' });
  await syncAll([ada, bob]);
  await run(bob, 'record.set-title', RECORD, { title: 'By Bob' });
  await syncAll([ada, bob]);
  await run(ada, 'record.set-title', RECORD, { title: 'By Ada again' });
  expect(await undo(ada)).toMatchObject(done);
  expect(await valuesOf(ada)).toMatchObject({ title: ['By Bob'] });
  expect(await undo(ada)).toMatchObject({ kind: 'refused' });
  expect(await valuesOf(ada)).toMatchObject({ title: ['By Bob'] });
});

test('HI3: what others wrote meanwhile, not knowing of it, is as little lost', async () => {
  const [ada, bob] = await together();
  await run(ada, 'record.set-title', RECORD, { title: 'By Ada' });
  await run(bob, 'record.set-title', RECORD, { title: 'By Bob' });
  await syncAll([ada, bob]);
  expect(await undo(ada)).toMatchObject({ kind: 'refused' });
  expect(new Set((await valuesOf(ada))['title'])).toEqual(new Set(['By Ada', 'By Bob']));
});

test('HI3: what others changed elsewhere in the record is no hindrance, and stays', async () => {
  const [ada, bob] = await together();
  await run(ada, 'record.set-title', RECORD, { title: 'By Ada' });
  await syncAll([ada, bob]);
  await run(bob, 'record.add-tag', RECORD, { tag: 'by-bob' });
  await syncAll([ada, bob]);
  expect(await undo(ada)).toMatchObject(done);
  expect(await valuesOf(ada)).toMatchObject({ title: ['One'], 'tag:by-bob': [true] });
  await syncAll([ada, bob]);
  expect(new Set(await hashesOf([ada, bob])).size).toBe(1);
});

test('HI3: a record that somebody else has archived since is not brought back by an undo', async () => {
  const [ada, bob] = await together();
  await run(ada, 'record.set-title', RECORD, { title: 'By Ada' });
  await syncAll([ada, bob]);
  await run(bob, 'record.archive', RECORD);
  await syncAll([ada, bob]);
  const refused = await undo(ada);
  expect(refused.kind === 'refused' && refused.failure.message).toMatch(
    /^device 1 .* whether it is archived since/,
  );
  expect(await valuesOf(ada)).toMatchObject({ title: ['By Ada'], archived: [true] });
});

test.each([
  ['record.add-tag', { tag: 'by-bob' }],
  ['record.add-comment', { text: 'By Bob' }],
])(
  'HI3: a record in which somebody else has done %s is not put away by undoing its creation',
  async (type, rest) => {
    const [ada, bob] = await together();
    await run(bob, type, RECORD, rest);
    await syncAll([ada, bob]);
    expect(await undo(ada)).toMatchObject({ kind: 'refused', failure: { code: 'undo-changed-since' } });
    expect(await valuesOf(ada)).toMatchObject({ archived: [false] });
  },
);

test("HI3: only one's own commands are undone: not those of others, nor what was imported as theirs", async () => {
  const [ada, bob] = await together();
  await run(bob, 'record.set-title', RECORD, { title: 'By Bob' });
  await syncAll([ada, bob]);
  await run(ada, 'record.set-title', RECORD, { title: 'Imported', actor: 'Grace' });
  expect(await undo(ada)).toMatchObject({ kind: 'refused', step: { changes: [{ type: 'record.created' }] } });
  expect(await undo(bob)).toMatchObject({ kind: 'done', step: { changes: [{ summary: 'By Bob' }] } });
});

test('HI3: the line does not reach behind a large import', async () => {
  const ada = await alone();
  const bringIn = async (count: number) => {
    for (let i = 0; i < count; i++)
      await run(ada, 'record.add-tag', RECORD, { tag: `${i % 9}`, actor: 'Grace' });
    await ada.book.seal();
  };
  await bringIn(4_990);
  expect(await undo(ada)).not.toEqual({ kind: 'nothing' });
  await bringIn(10);
  expect(await undo(ada)).toEqual({ kind: 'nothing' });
});

test('HI3: an own change that was passed over is not undone by undoing an older one', async () => {
  const [ada, bob] = await together();
  await run(ada, 'record.set-title', RECORD, { title: 'Two' });
  await run(ada, 'record.put-back', RECORD, { parts: { title: ['Three'], 'field:depth': [3] } });
  await deliver(ada, bob);
  await run(bob, 'record.set-field', RECORD, { field: 'depth', value: 4 });
  await deliver(bob, ada);
  const refused = await undo(ada);
  if (refused.kind !== 'refused') throw new Error('not refused');
  expect(await undo(ada, refused.step.command)).toMatchObject({
    failure: { message: expect.stringMatching(/^You have changed the title since/) },
  });
  expect(await valuesOf(ada)).toMatchObject({ title: ['Three'] });
});

test('HI3: bursts of prose are undone and redone, also in the next session', async () => {
  let [ada] = (await createDevices(1)) as [Device];
  const texts = [''];
  for (const [i, inserted] of ['One. ', 'Two. ', 'Three. '].entries()) {
    await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: i === 2 ? 5 : 0, inserted }] });
    texts.push(await textOf(ada));
  }
  for (const text of texts.slice(0, -1).toReversed()) {
    expect(await undo(ada)).toMatchObject(done);
    ada = await openAgain(ada);
    expect(await textOf(ada)).toBe(text);
  }
  for (const text of texts.slice(1)) {
    expect(await redo(ada)).toMatchObject(done);
    expect(await textOf(ada)).toBe(text);
  }
});

test('HI3: a burst of prose is taken out of what others have written since, of which nothing is lost', async () => {
  const [ada, bob] = await together();
  await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: 'The beam is sound.' }] });
  await run(ada, 'body.edit', BODY, { splices: [{ at: 4, deleted: 0, inserted: 'old ' }] });
  await syncAll([ada, bob]);
  await run(bob, 'body.edit', BODY, { splices: [{ at: 7, deleted: 0, inserted: 'er steel' }] });
  await syncAll([ada, bob]);
  expect(await textOf(ada)).toBe('The older steel beam is sound.');
  expect(await undo(ada)).toMatchObject(done);
  expect(await textOf(ada)).toBe('The er steelbeam is sound.');
  await syncAll([ada, bob]);
  expect(await textOf(bob)).toBe(await textOf(ada));
});

test("HI3, FK2: under new keys the own line goes on behind them; a clone's commands are not own", async () => {
  const ada = await alone();
  await run(ada, 'record.set-title', RECORD, { title: 'Two' });
  await ada.book.seal();
  const clone = await cloneDevice(ada, 'clone');
  await run(clone, 'record.set-field', RECORD, { field: 'depth', value: 2 });
  await clone.book.seal();
  await run(ada, 'record.add-tag', RECORD, { tag: 'wet' });
  await ada.book.seal();
  const { device } = ada.book.identity;
  await ada.book.log.take(await segmentsOf(clone));
  expect(ada.book.identity.device).not.toBe(device);
  for (const type of ['record.tag-added', 'record.title-set'])
    expect(await undo(ada)).toMatchObject({ ...done, step: { changes: [{ type }] } });
  expect(await valuesOf(ada)).toMatchObject({ title: ['One'], 'field:depth': [2] });
  // The creation is before the fork, but the clone has written what it would take back.
  expect(await undo(ada)).toMatchObject({ kind: 'refused', failure: { code: 'undo-changed-since' } });
});

test('HI3: a burst of prose under own later ones is not undone where others have written since', async () => {
  const [ada, bob] = await together();
  for (const inserted of ['One. ', 'Two. '])
    await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted }] });
  await syncAll([ada, bob]);
  await run(bob, 'body.edit', BODY, { splices: [{ at: 10, deleted: 0, inserted: 'By Bob.' }] });
  await syncAll([ada, bob]);
  expect(await undo(ada)).toMatchObject(done);
  expect(await textOf(ada)).toBe('One. By Bob.');
  // The undoing of the second is own writing since the first: by letters alone nobody could tell what to take out.
  expect(await undo(ada)).toMatchObject({ kind: 'refused', failure: { code: 'undo-changed-since' } });
  expect(await textOf(ada)).toBe('One. By Bob.');
});

test('HI3: what another window of the profile recorded last is undone first, also by a window that has not heard of it', async () => {
  const ada = await alone();
  const second = await openAgain(ada);
  await run(second, 'record.set-title', RECORD, { title: 'Two' });
  expect(await undo(ada)).toMatchObject({ ...done, step: { changes: [{ summary: 'Two' }] } });
  expect(await redo(second)).toMatchObject(done);
  await ada.book.refresh();
  expect(await valuesOf(ada)).toMatchObject({ title: ['Two'] });
});

test('HI3: what is undone is a step of the history like any other', async () => {
  const ada = await alone();
  await run(ada, 'record.set-title', RECORD, { title: 'Two' });
  await undo(ada);
  await redo(ada);
  expect((await stepsOf(ada, RECORD)).map(({ cause }) => cause)).toEqual([
    undefined,
    undefined,
    'undo',
    'redo',
  ]);
});
