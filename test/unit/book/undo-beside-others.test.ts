import { expect, test } from 'vitest';
import { hashesOf, run, syncAll } from '../../support/devices.ts';
import { RECORD, valuesOf, undo, done, together } from '../../support/undoing.ts';

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
