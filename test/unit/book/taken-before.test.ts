import { expect, test } from 'vitest';
import type { Draft } from '../../../src/events/event.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { storedNotices } from '../../../src/book/notices.ts';
import { createDevices, hashesOf, openAgain, stateOf, syncAll, type Device } from '../../support/devices.ts';
import { sealAs } from '../../support/seal-as.ts';

const record = 'record:1' as AggregateId;
/** Ids that everybody knows who knows what they stand for, as those of imported rows. */
const create = { id: '1'.repeat(32), type: 'record.create', aggregate: record, title: 'Bridge' };
const entry = {
  id: '2'.repeat(32),
  type: 'record.add-entry',
  aggregate: record,
  text: 'Failed the test',
  source: 'a.csv',
  actor: 'Ada',
};

const takenBefore = async (draft: Draft): Promise<readonly [Device, Device]> => {
  const [ada, eve] = await createDevices(2);
  const taken = await sealAs(eve, { aggregate: record, command: entry.id, drafts: [draft] });
  for (const { book } of [ada, eve]) await book.log.take([taken.bytes]);
  await ada.book.execute(create);
  return [ada, eve];
};
const entriesOf = async (device: Device) =>
  (await stateOf(device, record)).entries.map(({ text, actor }) => `${text}, ${actor}`);

test('ON1: what another meant by the id of a command does not keep the command from being recorded', async () => {
  const [ada, eve] = await takenBefore({ type: 'record.tag-added', v: 1, payload: { tag: 'x' } });

  expect(await ada.book.execute(entry)).toMatchObject({ ok: true, value: { repeated: false } });
  expect(await ada.book.execute(entry)).toMatchObject({ ok: true, value: { repeated: true } });

  await syncAll([ada, eve]);
  const [before] = await hashesOf([ada]);
  await ada.book.rebuild(() => undefined);
  for (const device of [ada, eve]) {
    expect(await entriesOf(device)).toEqual(['Failed the test, Ada']);
    expect((await device.book.aggregate(record)).row.disputed).toEqual([entry.id]);
    const told = (await storedNotices(device.store)).map(({ failure }) => failure.code);
    expect(told).toContain('command-disputed');
  }
  expect(await hashesOf([ada, eve])).toEqual([before, before]);
});

test('ON1: what another recorded in the name of somebody else is not the row that somebody imports', async () => {
  const { id: _, type: _type, aggregate: _aggregate, actor: _actor, ...said } = entry;
  const [ada] = await takenBefore({ type: 'record.entry-added', v: 1, payload: said });
  await ada.book.execute(entry);
  expect((await entriesOf(ada)).toSorted()).toEqual(['Failed the test, Ada', 'Failed the test, Eve']);
});

test('ON1: a command that another device has recorded before is known, in a snapshot and after a restart', async () => {
  const [ada, ben] = await createDevices(2);
  for (const command of [create, entry]) await ada.book.execute(command);
  for (let i = 0; i < 100; i++)
    await ada.book.execute({ ...entry, id: ada.newId(), type: 'record.add-comment' });
  await syncAll([ada, ben]);
  const later = await openAgain(ben);
  for (const command of [create, entry])
    expect(await later.book.execute(command)).toMatchObject({ ok: true, value: { repeated: true } });
});

test('ON1: rows that another device has imported, one in a segment, are known without opening those for each row', async () => {
  const [ada, ben] = await createDevices(2);
  await ada.book.execute(create);
  const rows = Array.from({ length: 80 }, (_, i) => ({ ...entry, id: `${i}`.padStart(32, 'a') }));
  for (const row of rows) {
    await ada.book.execute(row);
    await ada.book.seal();
  }
  await syncAll([ada, ben]);
  let opened = 0;
  const { crypto } = ben.ports;
  const decrypt: typeof crypto.decrypt = (...given) => (opened++, crypto.decrypt(...given));
  const later = await openAgain(ben, { crypto: { ...crypto, decrypt } });
  for (const row of rows)
    expect(await later.book.execute(row)).toMatchObject({ ok: true, value: { repeated: true } });
  expect(opened).toBeLessThanOrEqual(2 * rows.length);
});
