import * as Automerge from '@automerge/automerge';
import { expect, test } from 'vitest';
import { viewBody } from '../../../src/book/body-edits.ts';
import { storedNotices } from '../../../src/book/notices.ts';
import type { Definitions } from '../../../src/domain/catalogue.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { MAX_COUNTER, TEXT } from '../../../src/domain/body/change.ts';
import { FIRST_CHANGE } from '../../../src/domain/body/document.ts';
import { base64ToBytes, bytesToBase64, type Bytes } from '../../../src/kernel/bytes.ts';
import { bodyDevice } from '../../support/body-device.ts';
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
import { spoil, SPOILS } from '../../support/hostile-changes.ts';
import { definitionsOf, withDecider } from '../../support/releases.ts';
import { ownLog, sealAs } from '../../support/seal-as.ts';

const BODY = 'body:1' as AggregateId;

const textOf = async ({ book }: Device): Promise<string> => (await viewBody(book, BODY)).text;
const quarantineOf = async ({ book }: Device) => (await book.aggregate(BODY)).row.quarantined;

/** Signed into the log of a member, behind the back of its engine. */
const signed = async (device: Device, changes: readonly string[]): Promise<Bytes> => {
  const drafts = [{ type: 'body.changed', v: 1, payload: { changes } }];
  const { bytes } = await sealAs(device, { aggregate: BODY, drafts });
  await device.book.log.take([bytes]);
  return bytes;
};

const typed = (actor: number, text: string): readonly string[] =>
  bodyDevice(actor).edit(0, 0, text).payload['changes'] as readonly string[];

test('QU1, case 13: of two changes under one number the same one counts everywhere, whichever came first', async () => {
  const [ada, bob, eve, mallory] = (await createDevices(4)) as [Device, Device, Device, Device];
  const one = await signed(eve, typed(5, 'one'));
  const other = await signed(mallory, typed(5, 'two'));
  await ada.book.log.take([one]);
  await ada.book.log.take([other]);
  await bob.book.log.take([other]);
  await bob.book.log.take([one]);
  expect(await textOf(bob)).toBe(await textOf(ada));
  expect(await quarantineOf(ada)).toHaveLength(1);
  expect(await quarantineOf(bob)).toEqual(await quarantineOf(ada));
  await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: 'More: ' }] });
  await deliver(ada, bob);
  expect(await textOf(bob)).toBe(await textOf(ada));
  for (const device of [ada, bob]) await device.book.rebuild(() => undefined);
  expect(new Set(await hashesOf([ada, bob, await openAgain(ada), await openAgain(bob)])).size).toBe(1);
});

test.each(SPOILS)('QU1, case 13: a member who signs a change with %s breaks nothing', async (how) => {
  const [ada, eve] = (await createDevices(2)) as [Device, Device];
  await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: 'Hello' }] });
  await deliver(ada, eve);
  const own = (await ownLog(ada)).length;
  const spoilt = spoil(how, typed(5, 'x')[0]!, 1);
  if (spoilt) await ada.book.log.take([await signed(eve, spoilt)]);
  await run(eve, 'record.create', 'record:1', { title: 'After' });
  await deliver(eve, ada);
  await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: '>' }] });
  await deliver(ada, eve);
  expect((await ownLog(ada)).length).toBeGreaterThan(own);
  const again = await openAgain(ada);
  expect(await textOf(again)).toContain('Hello');
  expect(await textOf(again)).toBe(await textOf(eve));
  expect(new Set(await hashesOf([ada, eve, again])).size).toBe(1);
});

/** A change as an editor of its own would number it, that does whatever it is told to. */
const changeOf = (seq: number, startOp: number, deps: readonly string[], ops: readonly object[]): string =>
  bytesToBase64(
    Automerge.encodeChange({
      actor: 'ee',
      seq,
      startOp,
      time: 0,
      message: null,
      deps,
      ops,
    } as never) as Bytes,
  );
const hashOf = (change: string): string => Automerge.decodeChange(base64ToBytes(change)!).hash;
const FIRST = hashOf(FIRST_CHANGE);
const insert = (elemId: string) => ({ action: 'set', obj: TEXT, elemId, insert: true, value: 'x', pred: [] });
const remove = (elemId: string) => ({ action: 'del', obj: TEXT, elemId, pred: [elemId] });

test.each([
  ['the text', [], TEXT],
  ['a deletion', [insert('_head'), remove('2@ee')], '3@ee'],
  ['what nobody did', [insert('_head')], '1@ee'],
])(
  'QU1: a change that deletes %s does not count, so nothing is written on top of it',
  async (_, ops, elemId) => {
    const [ada, ben, eve] = (await createDevices(3)) as [Device, Device, Device];
    const first = changeOf(1, 2, [FIRST], ops);
    const second = changeOf(2, 2 + ops.length, [hashOf(first)], [remove(elemId)]);
    for (const change of [first, second]) {
      const bytes = await signed(eve, [change]);
      for (const device of [ada, ben]) await device.book.log.take([bytes]);
    }
    await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: 'A month of work. ' }] });
    await deliver(ada, ben);
    const unfit = await signed(eve, [changeOf(1, 2, [FIRST], [insert(`2@${'99'.repeat(16)}`)])]);
    for (const device of [ada, ben]) {
      await device.book.log.take([unfit]);
      expect(await textOf(device)).toContain('A month of work. ');
    }
    await ben.book.rebuild(() => undefined);
    expect(new Set(await hashesOf([ada, ben, await openAgain(ada)])).size).toBe(1);
  },
);

test('two who delete the same characters at once delete them once, however many they are', async () => {
  const [ada, ben] = (await createDevices(2)) as [Device, Device];
  const text = 'Ein Käse 🧀. '.repeat(40);
  await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: `${text}End.` }] });
  await deliver(ada, ben);
  for (const device of [ada, ben])
    await run(device, 'body.edit', BODY, { splices: [{ at: 0, deleted: text.length, inserted: '' }] });
  await syncAll([ada, ben]);
  for (const device of [ada, ben]) {
    expect(await textOf(device)).toBe('End.');
    expect(await quarantineOf(device)).toEqual([]);
  }
});

test('prose whose operations have been numbered to the last says so, and keeps what it has', async () => {
  const [ada, eve] = (await createDevices(2)) as [Device, Device];
  await ada.book.log.take([await signed(eve, [changeOf(1, MAX_COUNTER - 3, [FIRST], [insert('_head')])])]);
  const edit = (inserted: string) => ({
    id: ada.newId(),
    type: 'body.edit',
    aggregate: BODY,
    splices: [{ at: 0, deleted: 0, inserted }],
  });
  expect(await ada.book.execute(edit('Hello'))).toMatchObject({
    ok: false,
    error: { message: expect.stringMatching(/edited so often .* another record/) },
  });
  expect(await ada.book.execute(edit('Hi'))).toMatchObject({ ok: true });
  expect(await textOf(ada)).toBe('Hix');
  expect(await textOf(await openAgain(ada))).toBe('Hix');
});

test('QU1: changes recorded in the order opposite to what they follow count, each once what it follows does', async () => {
  const [ada, eve] = (await createDevices(2)) as [Device, Device];
  const changes = [changeOf(1, 2, [FIRST], [insert('_head')])];
  for (let i = 2; i <= 9; i++) changes.push(changeOf(i, i + 1, [hashOf(changes.at(-1)!)], [insert('_head')]));
  for (const change of changes.toReversed()) await ada.book.log.take([await signed(eve, [change])]);
  expect(await textOf(ada)).toBe('x'.repeat(9));
  expect(await quarantineOf(ada)).toEqual([]);
});

/** A body's decider that thinks an event fits and then breaks under it, as by a trap that no check has foreseen. */
const trapping = (definitions: Definitions): Definitions => {
  const { body } = definitions;
  const decider: typeof body.decider = {
    ...body.decider,
    evolveAll: (state, events) => {
      if (events.some((event) => event.actor === 'Eve')) throw new WebAssembly.RuntimeError('unreachable');
      return body.decider.evolveAll!(state, events);
    },
  };
  return { ...definitions, body: { ...body, decider } };
};

test('case 13: when the fold traps, the text is made again from its whole stream, and taking goes on', async () => {
  const [ada, eve] = (await createDevices(2)) as [Device, Device];
  await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: 'Hello' }] });
  await deliver(ada, eve);
  const there = await openAgain(ada, { definitions: trapping(ada.ports.definitions) });
  expect(await textOf(there)).toBe('Hello');
  const taken = await there.book.log.take([await signed(eve, typed(5, 'x'))]);
  expect(taken.admitted).toHaveLength(1);
  expect(await textOf(there)).toBe(await textOf(eve));
  await there.book.rebuild(() => undefined);
  expect(await textOf(there)).toBe(await textOf(eve));
  const later = await openAgain(there, { definitions: trapping(ada.ports.definitions) });
  expect(await textOf(later)).toBe(await textOf(eve));
});

test('a snapshot that cannot be read is made again from the log', async () => {
  const [ada] = (await createDevices(1)) as [Device];
  for (let i = 0; i < 40; i++)
    await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: `${i} ` }] });
  const text = await textOf(ada);
  await ada.store.write(['snapshots'], async (tx) => {
    const snapshot = (await tx.get('snapshots', BODY))!;
    await tx.put('snapshots', [{ ...snapshot, state: new Uint8Array([1, 2, 3]) }]);
  });
  expect(await textOf(await openAgain(ada))).toBe(text);
});

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
  const [ada, bob] = (await createDevices(2)) as [Device, Device];
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
  const [ada, bob] = (await createDevices(2)) as [Device, Device];
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
