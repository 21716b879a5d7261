import { expect, test } from 'vitest';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { run, stateOf } from '../../support/devices.ts';
import { sealAs } from '../../support/seal-as.ts';
import { asRelease, textsOf, team } from '../../support/upgrading.ts';

test('a database that an older release opens shows what that understands, and all of it after the next upgrade', async () => {
  const [ada] = await team(3, 3);
  await run(ada, 'record.add-entry', 'record:1', { text: 'By 3' });
  await ada.book.seal();
  const older = await asRelease(ada, 1);
  expect(await textsOf(older)).toEqual(['By 1\nof Ada']);
  await run(older, 'record.add-tag', 'record:1', { tag: 'kept' });
  const again = await asRelease(older, 3);
  expect(await textsOf(again)).toEqual(['By 1\nof Ada', 'By 3']);
  expect(Object.keys((await stateOf(again, 'record:1')).tags)).toEqual(['kept']);
});

test('rows of an aggregate type that an older release does not know are put away, and come back', async () => {
  const [ada, bob] = await team(3, 3);
  const { bytes } = await sealAs(bob, {
    aggregate: 'drawing:1',
    drafts: [{ type: 'drawing.drawn', v: 1, payload: {} }],
  });
  await ada.book.log.take([bytes]);
  const before = await ada.book.stateHash();
  const older = await asRelease(ada, 1);
  expect(await older.book.stateHash()).not.toBe(before);
  const again = await asRelease(older, 3);
  expect((await again.book.aggregate('drawing:1' as AggregateId)).folded.state).toBe(1);
  expect(await again.book.stateHash()).toBe(before);
});

test('a window whose rows another version of the app has made anew records nothing more, and says so', async () => {
  const [ada] = await team(1, 1);
  await asRelease(ada, 2);
  await run(await asRelease(ada, 2), 'record.add-tag', 'record:1', { tag: 'by 2' });
  const command = { id: ada.newId(), type: 'record.add-tag', aggregate: 'record:1', tag: 'by 1' };
  expect(await ada.book.execute(command)).toMatchObject({ ok: false });
  expect(await ada.book.execute(command)).toMatchObject({ ok: false, error: { code: 'other-version' } });
  expect(Object.keys((await stateOf(await asRelease(ada, 2), 'record:1')).tags)).toEqual(['by 2']);
});
