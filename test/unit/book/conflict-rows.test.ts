import { expect, test } from 'vitest';
import type { BookChange } from '../../../src/book/change.ts';
import { settle } from '../../../src/book/settle.ts';
import type { Json } from '../../../src/events/event.ts';
import type { CommandId } from '../../../src/kernel/ids.ts';
import {
  conflictsOf,
  createDevices,
  deliver,
  openAgain,
  run,
  stateOf,
  syncAll,
  type Device,
} from '../../support/devices.ts';

const record = 'record:1';

const withRecord = async () => {
  const devices = await createDevices(2);
  await run(devices[0]!, 'record.create', record, { title: 'One', fields: { span: '10' } });
  await syncAll(devices);
  return devices;
};

/** Both write before they meet. */
const inConflict = async (): Promise<readonly [Device, Device]> => {
  const both = await withRecord();
  for (const [i, device] of both.entries())
    await run(device, 'record.set-field', record, { field: 'span', value: `${11 + i}` });
  await syncAll(both);
  return both;
};

const settled = async (device: Device, value: Json, reason?: string) => {
  const [row] = await conflictsOf(device);
  const done = await settle(
    device,
    { conflict: row!.id, over: row!.over, value, reason },
    device.newId() as CommandId,
  );
  if (!done.ok) throw new Error(done.error.message);
};

test('CF1: a conflict is one row, the same on both devices and after a rebuild, until one of them settles it', async () => {
  const [ada, bob] = await inConflict();
  const rows = await conflictsOf(ada);
  expect(rows.map(({ id, sides }) => [id, sides.map(({ value }) => value)])).toEqual([
    ['record:1 field span', expect.arrayContaining(['11', '12'])],
  ]);
  expect(rows[0]!.sides.map(({ device }) => device).toSorted()).toEqual(
    [ada.identity.device, bob.identity.device].toSorted(),
  );
  expect(await conflictsOf(bob)).toEqual(rows);
  await bob.book.rebuild(() => undefined);
  expect(await conflictsOf(bob)).toEqual(rows);
  await settled(ada, '11', 'Measured twice');
  expect(await conflictsOf(ada)).toEqual([]);
  await syncAll([ada, bob]);
  expect(await conflictsOf(bob)).toEqual([]);
  expect((await stateOf(bob, record)).fields['span']!.map(({ value }) => value)).toEqual(['11']);
});

test('CF1: the reason of a settlement is recorded with it', async () => {
  const [ada, bob] = await inConflict();
  await settled(ada, '11', 'Measured twice');
  await deliver(ada, bob);
  const { row } = await bob.book.aggregate(record as never);
  expect(row.tail.at(-1)!.payload).toMatchObject({ value: '11', reason: 'Measured twice' });
});

test.each([
  ['alike is one settlement', '11', 0],
  ['differently is one new conflict of the two settlements', '12', 1],
])('CF1: a conflict that two devices settle at once %s', async (_, other, count) => {
  const [ada, bob] = await inConflict();
  await settled(ada, '11');
  await settled(bob, other);
  await syncAll([ada, bob]);
  const rows = await conflictsOf(ada);
  expect(rows).toHaveLength(count);
  expect(await conflictsOf(bob)).toEqual(rows);
  if (count === 0) return;
  await settled(bob, '12');
  await syncAll([ada, bob]);
  expect([await conflictsOf(ada), await conflictsOf(bob)]).toEqual([[], []]);
});

test('CF1: a side that came after a person had looked is not settled with the others', async () => {
  const [ada, bob] = await inConflict();
  const [row] = await conflictsOf(ada);
  const over = row!.over.slice(0, 1);
  await settle(ada, { conflict: row!.id, over, value: '13' }, ada.newId() as CommandId);
  const [left] = await conflictsOf(ada);
  expect(left!.sides.map(({ value }) => value)).toContain('13');
  expect(left!.sides).toHaveLength(2);
  await deliver(ada, bob);
  expect(await conflictsOf(bob)).toEqual([left]);
});

test('CF1: what was settled already is refused', async () => {
  const [ada] = await inConflict();
  const [row] = await conflictsOf(ada);
  await settled(ada, '11');
  const again = await settle(
    ada,
    { conflict: row!.id, over: row!.over, value: '12' },
    ada.newId() as CommandId,
  );
  expect(again).toMatchObject({ ok: false, error: { code: 'not-found' } });
});

test('CF1: each commit tells all open conflicts of what it changed', async () => {
  const [ada, bob] = await withRecord();
  const told: BookChange[] = [];
  bob.book.subscribe((change) => told.push(change));
  await run(bob, 'record.set-field', record, { field: 'span', value: '12' });
  await run(ada, 'record.set-field', record, { field: 'span', value: '11' });
  await deliver(ada, bob);
  expect(told.at(-1)!.conflicts.map(({ id }) => id)).toEqual(['record:1 field span']);
  await run(bob, 'record.add-comment', record, { text: 'Look' });
  expect(told.at(-1)!.conflicts).toHaveLength(1);
  await settled(bob, '12');
  expect(told.at(-1)!.conflicts).toEqual([]);
});

test('CF2: an edit against an archiving is settled by putting the record away, or keeping it', async () => {
  for (const away of [true, false]) {
    const [ada, bob] = await withRecord();
    await run(ada, 'record.archive', record);
    await run(bob, 'record.set-title', record, { title: 'Two' });
    await syncAll([ada, bob]);
    const [row] = await conflictsOf(bob);
    expect(row).toMatchObject({ kind: 'archive' });
    expect(await ada.store.read(['records'], (tx) => tx.get('records', record))).toMatchObject({
      archived: 0,
    });
    await settled(bob, away);
    await syncAll([ada, bob]);
    expect(await conflictsOf(ada)).toEqual([]);
    const archived = away ? 1 : 0;
    expect(await ada.store.read(['records'], (tx) => tx.get('records', record))).toMatchObject({ archived });
  }
});

test('CF2: an edit after a sign-off that came with it is an amendment, one that did not know it a conflict', async () => {
  const [ada, bob] = await withRecord();
  await run(ada, 'record.sign-off', record, { meaning: 'Approved' });
  await run(bob, 'record.add-entry', record, { text: 'Cracked' });
  await syncAll([ada, bob]);
  expect((await conflictsOf(ada)).map(({ kind }) => kind)).toEqual(['sign-off']);
  await settled(ada, true);
  await run(bob, 'record.add-entry', record, { text: 'Before the settlement is here' });
  await syncAll([ada, bob]);
  expect([await conflictsOf(ada), await conflictsOf(bob)]).toEqual([[], []]);
  expect((await stateOf(bob, record)).signOffs).toMatchObject([{ amendments: 1 }]);
});

test('CF2: settling a field of a record that is signed is an amendment, and puts nothing in doubt', async () => {
  const [ada, bob] = await inConflict();
  await run(ada, 'record.sign-off', record, { meaning: 'Approved' });
  await settled(ada, '11');
  await syncAll([ada, bob]);
  expect([await conflictsOf(ada), await conflictsOf(bob)]).toEqual([[], []]);
  expect((await stateOf(bob, record)).signOffs).toMatchObject([{ amendments: 1, standing: [] }]);
});

test('CF1: conflicts outlive a restart', async () => {
  const [ada] = await inConflict();
  const again = await openAgain(ada);
  await run(again, 'record.add-comment', record, { text: 'Still there' });
  expect(await conflictsOf(again)).toHaveLength(1);
  await settled(again, '11');
  expect(await conflictsOf(again)).toEqual([]);
});
