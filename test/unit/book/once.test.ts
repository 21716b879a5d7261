import { expect, test } from 'vitest';
import { storedNotices } from '../../../src/book/notices.ts';
import { viewBody } from '../../../src/book/body-edits.ts';
import type { Book } from '../../../src/book.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
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
import { sealAs } from '../../support/seal-as.ts';

const command = (device: Device, rest: object) => ({ id: device.newId(), aggregate: 'record:1', ...rest });
const commentsOf = async (device: Device) =>
  (await stateOf(device, 'record:1')).comments.map(({ text }) => text);
const rowOf = async (book: Book) => (await book.aggregate('record:1' as AggregateId)).row;

test('ON1: a command given twice takes effect once, also in the next session', async () => {
  const [ada] = await createDevices(1);
  await run(ada, 'record.create', 'record:1', { title: 'One' });
  const comment = command(ada, { type: 'record.add-comment', text: 'Once' });
  expect(await ada.book.execute(comment)).toMatchObject({ ok: true, value: { repeated: false } });
  let changes = 0;
  ada.book.subscribe(() => changes++);
  const pending = ada.book.pending();
  expect(await ada.book.execute(comment)).toMatchObject({ ok: true, value: { repeated: true } });
  expect([changes, ada.book.pending()]).toEqual([0, pending]);
  await ada.book.seal();
  const later = await openAgain(ada);
  expect(await later.book.execute(comment)).toMatchObject({ ok: true, value: { repeated: true } });
  expect(await commentsOf(later)).toEqual(['Once']);
});

test('ON1: a command is known by its id also when a snapshot holds it', async () => {
  const [ada] = await createDevices(1);
  const create = command(ada, { type: 'record.create', title: 'One' });
  await ada.book.execute(create);
  for (let i = 0; i < 100; i++) await run(ada, 'record.add-comment', 'record:1', { text: `${i}` });
  const later = await openAgain(ada);
  expect((await later.book.aggregate('record:1' as AggregateId)).snapshot).toBeDefined();
  expect(await later.book.execute(create)).toMatchObject({ ok: true, value: { repeated: true } });
});

test.each([0, 1])(
  'ON1: copies of a command on two devices are one effect, also to device %i, which replaced its own copy',
  async (writer) => {
    const [ada, bob] = await createDevices(2);
    await run(ada, 'record.create', 'record:1', { title: 'One' });
    await syncAll([ada, bob]);
    const comment = command(ada, { type: 'record.add-comment', text: 'Once', actor: 'Cy' });
    const title = command(ada, { type: 'record.set-title', title: 'Two' });
    for (const { book } of [ada, bob]) {
      await book.execute(comment);
      await book.execute(title);
    }
    await run([ada, bob][writer]!, 'record.set-title', 'record:1', { title: 'Three' });
    await syncAll([ada, bob]);
    for (const device of [ada, bob]) {
      expect(await commentsOf(device)).toEqual(['Once']);
      expect((await stateOf(device, 'record:1')).title.map(({ value }) => value)).toEqual(['Three']);
      expect((await rowOf(device.book)).disputed).toEqual([]);
    }
    expect(new Set(await hashesOf([ada, bob])).size).toBe(1);
  },
);

test('ON1: copies of a command that differ are all folded, and reported', async () => {
  const [ada, bob] = await createDevices(2);
  await run(ada, 'record.create', 'record:1', { title: 'One' });
  await syncAll([ada, bob]);
  const id = ada.newId();
  await ada.book.execute({ id, aggregate: 'record:1', type: 'record.add-comment', text: 'Yes' });
  await bob.book.execute({ id, aggregate: 'record:1', type: 'record.add-comment', text: 'No' });
  await syncAll([ada, bob]);
  for (const device of [ada, bob]) {
    expect((await commentsOf(device)).toSorted()).toEqual(['No', 'Yes']);
    expect((await rowOf(device.book)).disputed).toEqual([id]);
    expect(await storedNotices(device.store)).toMatchObject([
      { failure: { code: 'command-disputed', message: expect.stringContaining('“One”') } },
    ]);
  }
});

test('AT1: a change too large for a segment is refused before it is recorded, and the next one goes on', async () => {
  const [ada] = await createDevices(1);
  await run(ada, 'record.create', 'record:1', { title: 'Small' });
  const before = ada.book.pending();
  const fields = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`${i}`, 'x'.repeat(20_000)]));
  const large = await ada.book.execute({
    id: ada.newId(),
    aggregate: 'record:2',
    type: 'record.create',
    title: 'Large',
    fields,
  });
  expect(large).toMatchObject({ ok: false, error: { code: 'too-large' } });
  expect(ada.book.pending()).toBe(before);
  await run(ada, 'record.set-title', 'record:1', { title: 'Still small' });
});

test('AT1: the longest insertion that a page sends is recorded, whatever its script', async () => {
  const [ada] = await createDevices(1);
  const inserted = Array.from({ length: 100_000 }, (_, i) =>
    String.fromCharCode(0x4e00 + ((i * 7919 + i * i * 31) % 20_000)),
  ).join('');
  await run(ada, 'body.edit', 'body:1', { splices: [{ at: 0, deleted: 0, inserted }] });
  await ada.book.seal();
  await ada.book.rebuild(() => undefined);
  expect((await viewBody(ada.book, 'body:1' as AggregateId)).text).toBe(inserted);
});

test('AT1: events of one command are folded together or not at all', async () => {
  const [ada, bob] = await createDevices(2);
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await deliver(bob, ada);
  const drafts = [
    { type: 'record.comment-added', v: 1, payload: { text: 'Understood' } },
    { type: 'record.comment-added', v: 2, payload: { text: 'From the future' } },
  ];
  const { bytes } = await sealAs(bob, { drafts, aggregate: 'record:1' });
  expect((await ada.book.log.take([bytes])).admitted).toHaveLength(1);
  expect(await commentsOf(ada)).toEqual([]);
});

test('ON1: an event copied into another log keeps its first place, whatever arrives first', async () => {
  const [ada, bob, eve] = await createDevices(3);
  await run(ada, 'record.create', 'record:1', { title: 'One' });
  await syncAll([ada, bob, eve]);
  await run(ada, 'record.add-comment', 'record:1', { text: 'First' });
  const [row] = await ada.store.read(['pending'], (tx) => tx.range('pending'));
  await ada.book.seal();
  await run(bob, 'record.set-title', 'record:1', { title: 'Two' });
  await run(bob, 'record.add-comment', 'record:1', { text: 'Second' });
  await bob.book.seal();
  for (let i = 0; i < 5; i++) await run(eve, 'record.add-tag', 'record:1', { tag: `${i}` });
  await eve.book.seal();
  const copy = await sealAs(eve, { changed: { lines: row!.lines, names: row!.names } });
  await eve.book.log.take([copy.bytes]);
  await deliver(ada, bob);
  await deliver(eve, bob);
  await deliver(bob, ada);
  await deliver(eve, ada);
  await deliver(bob, eve);
  await deliver(ada, eve);
  for (const device of [ada, bob, eve]) expect(await commentsOf(device)).toEqual(['First', 'Second']);
  expect(new Set(await hashesOf([ada, bob, eve])).size).toBe(1);
});
