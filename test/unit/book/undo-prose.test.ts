import { expect, test } from 'vitest';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { createDevices, openAgain, run, syncAll, type Device } from '../../support/devices.ts';
import { everything, textAt } from '../../support/look-back.ts';
import { undo, redo, done, together } from '../../support/undoing.ts';

const BODY = 'body:1' as AggregateId;

const textOf = async (device: Device) => textAt(device, BODY, await everything(device));

test('HI3: bursts of prose are undone and redone, also in the next session', async () => {
  let [ada] = await createDevices(1);
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
