import type { Identity } from '../../../src/book/engine.ts';
import { expect, test } from 'vitest';
import { createDefinitions } from '../../../src/domain/catalogue.ts';
import { firstVersion } from '../../../src/domain/definition.ts';
import { z } from '../../../src/domain/schema.ts';
import type { Draft } from '../../../src/events/event.ts';
import { createDevices, deliver, openAgain, run, stateOf, type Device } from '../../support/devices.ts';
import { ownLog, sealAs } from '../../support/seal-as.ts';

const upgraded = () => {
  const definitions = createDefinitions({ actor: 'ab'.repeat(16) });
  const { events } = definitions.record;
  const entry = { ...events['record.entry-added']!, version: 2, upcasts: [(old: object) => old as never] };
  const starred = firstVersion(z.object({ star: z.boolean() }));
  const record = {
    ...definitions.record,
    events: { ...events, 'record.entry-added': entry, 'record.starred': starred },
  };
  return { ...definitions, record } as typeof definitions;
};

const newer: readonly [string, string, Draft][] = [
  ['an event of an unknown type', 'record:1', { type: 'record.starred', v: 1, payload: { star: true } }],
  ['an event of a newer version', 'record:1', { type: 'record.entry-added', v: 2, payload: { text: 'New' } }],
  ['an event of an unknown aggregate type', 'drawing:1', { type: 'drawing.drawn', v: 1, payload: {} }],
  [
    'an event that is not as its type says',
    'record:1',
    { type: 'record.comment-added', v: 1, payload: { text: 7 } },
  ],
];

test.each(newer)('AS1: %s is stored, forwarded and counted as seen', async (_, aggregate, draft) => {
  const [ada, bob, cleo] = (await createDevices(3)) as [Device, Device, Device];
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

test('AS1: what was aside is folded after the upgrade, as it would have been at once', async () => {
  const [ada, bob] = (await createDevices(2)) as [Device, Device];
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await deliver(bob, ada);
  const { bytes } = await sealAs(bob, {
    aggregate: 'record:1',
    drafts: [{ type: 'record.entry-added', v: 2, payload: { text: 'New' } }],
  });
  await ada.book.log.take([bytes]);
  expect((await stateOf(ada, 'record:1')).entries).toEqual([]);
  const later = await openAgain(ada, { definitions: upgraded() });
  await later.book.rebuild(() => undefined);
  expect((await stateOf(later, 'record:1')).entries.map(({ text }) => text)).toEqual(['New']);
  const fresh = await openAgain(bob, { definitions: upgraded() });
  await fresh.book.log.take([bytes]);
  await fresh.book.rebuild(() => undefined);
  expect(await fresh.book.stateHash()).toBe(await later.book.stateHash());
});

test('AS1: a segment whose key is missing waits aside, and is folded when the key has come', async () => {
  const [ada, bob] = (await createDevices(2)) as [Device, Device];
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
  await withKey.book.rebuild(() => undefined);
  expect(await withKey.book.stateHash()).toBe(await bob.book.stateHash());
});

test('AS1: a body that matches its hash and does not open is set aside, and the log goes on', async () => {
  const [ada, bob] = (await createDevices(2)) as [Device, Device];
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await deliver(bob, ada);
  const broken = await sealAs(bob, { changed: { lines: ['{"not":"an envelope"}', '{}'] } });
  await ada.book.log.take([broken.bytes]);
  await bob.book.log.take([broken.bytes]);
  await run(bob, 'record.set-title', 'record:1', { title: 'Two' });
  await deliver(bob, ada);
  expect((await stateOf(ada, 'record:1')).title.map(({ value }) => value)).toEqual(['Two']);
});
