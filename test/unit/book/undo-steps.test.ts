import { expect, test } from 'vitest';
import { openAgain, run } from '../../support/devices.ts';
import { everything, stepsOf } from '../../support/look-back.ts';
import { RECORD, valuesOf, undo, redo, done, alone } from '../../support/undoing.ts';

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
