import { expect, test } from 'vitest';
import { cloneDevice, deliver, openAgain, run, segmentsOf, syncAll } from '../../support/devices.ts';
import { RECORD, valuesOf, undo, redo, done, alone, together } from '../../support/undoing.ts';

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

test('HI3: what another window of the profile recorded last is undone first, also by a window that has not heard of it', async () => {
  const ada = await alone();
  const second = await openAgain(ada);
  await run(second, 'record.set-title', RECORD, { title: 'Two' });
  expect(await undo(ada)).toMatchObject({ ...done, step: { changes: [{ summary: 'Two' }] } });
  expect(await redo(second)).toMatchObject(done);
  await ada.book.refresh();
  expect(await valuesOf(ada)).toMatchObject({ title: ['Two'] });
});
