import { expect, test } from 'vitest';
import { storedNotices } from '../../../src/book/notices.ts';
import type { Definitions } from '../../../src/domain/catalogue.ts';
import { createDevices, deliver, openAgain, run, stateOf } from '../../support/devices.ts';
import { definitionsOf, withDecider } from '../../support/releases.ts';

const failingComments = (definitions: Definitions): Definitions => {
  const { decider } = definitions.record;
  return withDecider(definitions, {
    evolveAll: (state, events) => {
      if (events.some((event) => event.payload['text'] === 'poison')) throw new Error('It cannot be folded');
      return decider.evolveAll!(state, events);
    },
  });
};

test('QU1, case 13: a command that is left out is told in words and listed, until a version comes that folds it', async () => {
  const [ada, bob] = await createDevices(2);
  await run(bob, 'record.create', 'record:1', { title: 'Weld seam' });
  const there = await openAgain(ada, { definitions: failingComments(ada.ports.definitions) });
  const told: string[] = [];
  there.book.subscribe(({ notices }) => told.push(...notices.map(({ failure }) => failure.message)));
  await run(bob, 'record.add-comment', 'record:1', { text: 'poison' });
  await run(bob, 'record.add-comment', 'record:1', { text: 'fine' });
  await deliver(bob, there);
  expect(told).toEqual([
    expect.stringMatching(/change to “Weld seam” cannot be shown .*It cannot be folded/),
  ]);
  const rows = await there.store.read(['quarantine'], (tx) => tx.range('quarantine'));
  expect(rows).toMatchObject([{ aggregate: 'record:1', message: 'It cannot be folded' }]);
  expect((await stateOf(there, 'record:1')).comments.map(({ text }) => text)).toEqual(['fine']);
  await run(bob, 'record.add-comment', 'record:1', { text: 'more' });
  await deliver(bob, there);
  await there.book.rebuild(() => undefined);
  expect(told).toHaveLength(1);
  expect(await storedNotices(there.store)).toHaveLength(1);
  await openAgain(ada, { definitions: withDecider(ada.ports.definitions, { version: 99 }) });
  expect(await storedNotices(there.store)).toEqual([]);
  expect(await there.store.read(['quarantine'], (tx) => tx.count('quarantine'))).toBe(0);
});

test('AS1, case 14: that others write with a newer version is told, until this device understands it', async () => {
  const [ada, bob] = await createDevices(2);
  const newer = await openAgain(bob, { definitions: definitionsOf(2) });
  await run(newer, 'record.create', 'record:1', { title: 'Weld seam' });
  await run(newer, 'record.add-entry', 'record:1', { text: 'By 2' });
  await deliver(newer, ada);
  expect(await storedNotices(ada.store)).toMatchObject([{ failure: { code: 'made-by-newer-version' } }]);
  await openAgain(ada, { definitions: definitionsOf(2) });
  expect(await storedNotices(ada.store)).toEqual([]);
  const older = await openAgain(ada);
  expect(await storedNotices(older.store)).toMatchObject([{ failure: { code: 'made-by-newer-version' } }]);
});
