import type { Identity } from '../../../src/book/identity.ts';
import { expect, test } from 'vitest';
import type { Draft } from '../../../src/events/event.ts';
import { createDevices, deliver, openAgain, run, segmentsOf, stateOf } from '../../support/devices.ts';
import { definitionsOf } from '../../support/releases.ts';
import { ownLog, sealAs } from '../../support/seal-as.ts';

const newer: readonly [string, string, Draft][] = [
  ['an event of an unknown type', 'record:1', { type: 'record.starred', v: 1, payload: { star: true } }],
  ['an event of a newer version', 'record:1', { type: 'record.entry-added', v: 2, payload: { says: 'New' } }],
  ['an event of an unknown aggregate type', 'drawing:1', { type: 'drawing.drawn', v: 1, payload: {} }],
  [
    'an event that is not as its type says',
    'record:1',
    { type: 'record.comment-added', v: 1, payload: { text: 7 } },
  ],
];

test.each(newer)('AS1, case 14: %s is stored, forwarded and counted as seen', async (_, aggregate, draft) => {
  const [ada, bob, cleo] = await createDevices(3);
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await deliver(bob, ada);
  const before = await ada.book.stateHash();
  const { bytes, hash } = await sealAs(bob, { aggregate, drafts: [draft] });
  expect((await ada.book.log.take([bytes])).admitted).toHaveLength(1);
  expect(await ada.book.stateHash()).toBe(before);
  await deliver(ada, cleo);
  expect((await cleo.book.log.heads()).map((head) => head.hash)).toContain(hash);
  await run(ada, 'record.add-tag', 'record:1', { tag: 'after' });
  await ada.book.seal();
  expect((await ownLog(ada)).at(-1)!.header.context.map((head) => head.hash)).toContain(hash);
});

test('AS1, AT1: a command of which one event is not understood is aside as a whole', async () => {
  const [ada, bob] = await createDevices(2);
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await deliver(bob, ada);
  const tagged = { type: 'record.tag-added', v: 1, payload: { tag: 'north' } };
  const { bytes } = await sealAs(bob, { aggregate: 'record:1', drafts: [tagged, newer[0]![2]] });
  await ada.book.log.take([bytes]);
  expect(Object.keys((await stateOf(ada, 'record:1')).tags)).toEqual([]);
  const later = await openAgain(ada, { definitions: definitionsOf(2) });
  expect(Object.keys((await stateOf(later, 'record:1')).tags)).toEqual(['north', 'star']);
});

test('AS1, case 14: a segment whose key is missing waits aside, and is folded when the key has come', async () => {
  const [ada, bob] = await createDevices(2);
  const keep = (identity: Identity) =>
    ada.store.write(['meta'], (tx) => tx.put('meta', [{ key: 'identity', value: identity }]));
  await keep({ ...ada.identity, epochs: {} });
  const without = await openAgain(ada);
  await run(bob, 'record.create', 'record:1', { title: 'Locked' });
  await deliver(bob, without);
  expect((await stateOf(without, 'record:1')).created).toEqual([]);
  expect(await without.book.log.heads()).toEqual(await bob.book.log.heads());
  await keep(ada.identity);
  const withKey = await openAgain(ada);
  expect((await stateOf(withKey, 'record:1')).created).toHaveLength(1);
  expect(await withKey.book.stateHash()).toBe(await bob.book.stateHash());
});

test('AS1: a body that matches its hash and does not open is set aside, and the log goes on', async () => {
  const [ada, bob] = await createDevices(2);
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await deliver(bob, ada);
  const broken = await sealAs(bob, { changed: { lines: ['{"not":"an envelope"}', '{}'] } });
  await ada.book.log.take([broken.bytes]);
  await bob.book.log.take([broken.bytes]);
  await run(bob, 'record.set-title', 'record:1', { title: 'Two' });
  await deliver(bob, ada);
  expect((await stateOf(ada, 'record:1')).title.map(({ value }) => value)).toEqual(['Two']);
  const later = await openAgain(ada, { definitions: definitionsOf(2) });
  expect(await later.book.stateHash()).toBe(await ada.book.stateHash());
});

test('AS1: what is aside here is given to a device that understands it, which folds it at once', async () => {
  const [ada, bob, cleo] = await createDevices(3);
  const { bytes } = await sealAs(bob, {
    aggregate: 'record:1',
    drafts: [{ type: 'record.created', v: 1, payload: { title: 'One' } }, newer[0]![2]],
  });
  await ada.book.log.take([bytes]);
  const upgraded = await openAgain(cleo, { definitions: definitionsOf(2) });
  await upgraded.book.log.take(await segmentsOf(ada));
  expect(Object.keys((await stateOf(upgraded, 'record:1')).tags)).toEqual(['star']);
});
