import { expect, test } from 'vitest';
import { settle } from '../../../src/book/settle.ts';
import type { Json } from '../../../src/events/event.ts';
import type { CommandId } from '../../../src/kernel/ids.ts';
import { createDevices, run, stateOf, syncAll, type Device } from '../../support/devices.ts';
import { stepsOf } from '../../support/look-back.ts';

const record = 'record:1';

const withRecord = async (): Promise<readonly [Device, Device]> => {
  const devices = await createDevices(2);
  await run(devices[0]!, 'record.create', record, { title: 'One', fields: { span: '10' } });
  await syncAll(devices);
  return devices as unknown as readonly [Device, Device];
};

const settleFirst = async (device: Device, value: Json, reason?: string): Promise<void> => {
  const [row] = await device.store.read(['conflicts'], (tx) => tx.range('conflicts'));
  const settlement = { conflict: row!.id, over: row!.over, value, reason };
  const done = await settle(device, settlement, device.newId() as CommandId);
  if (!done.ok) throw new Error(done.error.message);
};

/** What the newest step of the history settled, as the other device tells it. */
const toldBy = async (device: Device, id: string = record) => {
  const { changes, reason } = (await stepsOf(device, id)).at(-1)!;
  return { settled: changes[0]!.settled, reason };
};

test.each([
  ['one of them', '11', { kept: '11', over: ['12'], isOther: false }],
  ['something else', '13', { kept: '13', over: expect.arrayContaining(['11', '12']), isOther: true }],
  ['an empty field', null, { kept: 'nothing', over: expect.arrayContaining(['11', '12']), isOther: true }],
])(
  'CF1: the history says which conflict was settled, what was kept over what, and why: %s',
  async (_, value, told) => {
    const [ada, bob] = await withRecord();
    await run(ada, 'record.set-field', record, { field: 'span', value: '11' });
    await run(bob, 'record.set-field', record, { field: 'span', value: '12' });
    await syncAll([ada, bob]);
    await settleFirst(ada, value, 'Measured twice');
    await syncAll([ada, bob]);
    expect(await toldBy(bob)).toEqual({ settled: { label: 'span', ...told }, reason: 'Measured twice' });
    const others = (await stepsOf(bob, record)).slice(0, -1).flatMap(({ changes }) => changes);
    expect(others.filter(({ settled }) => settled)).toEqual([]);
  },
);

test.each([
  [true, 'it stands'],
  [false, 'the record is kept'],
])('CF2: the history says that an edit against an archiving was settled (%s)', async (value, kept) => {
  const [ada, bob] = await withRecord();
  await run(ada, 'record.archive', record);
  await run(bob, 'record.set-title', record, { title: 'Two' });
  await syncAll([ada, bob]);
  await settleFirst(ada, value);
  expect((await toldBy(ada)).settled).toMatchObject({ label: 'an archiving', kept });
});

test('CF3: the history says that a sentence was settled', async () => {
  const [ada, bob] = await withRecord();
  const edit = (device: Device, at: number, deleted: number, inserted: string) =>
    run(device, 'body.edit', 'body:1', { splices: [{ at, deleted, inserted }] });
  await edit(ada, 0, 0, 'The rail is loose.');
  await syncAll([ada, bob]);
  await edit(ada, 12, 5, 'missing');
  await edit(bob, 0, 8, 'A handrail');
  await syncAll([ada, bob]);
  await settleFirst(ada, 'A handrail is missing.');
  expect((await toldBy(ada, 'body:1')).settled).toMatchObject({
    label: 'a sentence',
    kept: '“A handrail is missing.”',
  });
});

test('CF1: what names several events and settles nothing is told as what it is', async () => {
  const [ada, bob] = await withRecord();
  await run(ada, 'record.sign-off', record, { meaning: 'Seen' });
  await run(ada, 'record.sign-off', record, { meaning: 'Seen again' });
  await run(ada, 'record.set-field', record, { field: 'span', value: '11' });
  await run(ada, 'record.add-task', record, { title: 'Paint' });
  const { id: task } = (await stateOf(ada, record)).tasks[0]!;
  await run(ada, 'record.set-task', record, { task, title: 'Paint it' });
  await run(ada, 'record.set-task', record, { task, title: 'Paint it red' });
  await syncAll([ada, bob]);
  await run(bob, 'record.set-title', record, { title: 'Two' });
  await syncAll([ada, bob]);
  await run(ada, 'record.archive', record);
  await run(ada, 'record.restore', record);
  await run(ada, 'record.archive', record);
  await run(ada, 'record.set-title', record, { title: 'Three' });
  const settled = (await stepsOf(ada, record)).flatMap(({ changes }) => changes.map((one) => one.settled));
  expect(settled).toEqual(settled.map(() => undefined));
});
