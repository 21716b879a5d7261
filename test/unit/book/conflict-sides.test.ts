import { expect, test } from 'vitest';
import {
  conflictsOf,
  createDevices,
  openAgain,
  run,
  stateOf,
  syncAll,
  type Device,
} from '../../support/devices.ts';

const record = 'record:1';
const setSpan = (device: Device, value: string) =>
  run(device, 'record.set-field', record, { field: 'span', value });

/** Of the side that a device wrote. */
const sideOf = async (asked: Device, of: Device) => {
  const [row] = await conflictsOf(asked);
  const { name } = row!.sides.find(({ device }) => device === of.identity.device)!;
  return (await asked.book.history.sides(row!)).find((side) => side.name === name)!;
};

const inConflict = async (): Promise<readonly [Device, Device]> => {
  const [ada, bob] = await createDevices(2);
  await run(ada, 'record.create', record, { title: 'One', fields: { span: '10' } });
  await syncAll([ada, bob]);
  await run(bob, 'record.add-comment', record, { text: 'Seen', at: '2026-11-20T08:00:00.000Z' });
  await syncAll([ada, bob]);
  await run(bob, 'record.add-comment', record, { text: 'Not seen', at: '2026-11-20T09:00:00.000Z' });
  await setSpan(bob, '12');
  await setSpan(ada, '11');
  await syncAll([ada, bob]);
  return [ada, bob];
};

test('CF1: each side of a conflict says what it replaced, and how far the other’s log had arrived', async () => {
  const [ada, bob] = await inConflict();
  for (const device of [ada, bob, await openAgain(ada)]) {
    const { before, saw } = await sideOf(device, ada);
    expect(before).toEqual(['10']);
    expect(saw).toMatchObject([{ device: bob.identity.device, at: '2026-11-20T08:00:00.000Z' }]);
    const other = await sideOf(device, bob);
    expect(other.before).toEqual(['10']);
    expect(other.saw.map((one) => one.device)).toEqual([ada.identity.device]);
  }
});

test('CF1: of a log of which only the enrolment had arrived, nothing else was seen', async () => {
  const [ada, bob, eve] = await createDevices(3);
  await run(ada, 'record.create', record, { title: 'One' });
  await syncAll([ada, bob]);
  await setSpan(bob, '12');
  await run(eve, 'record.create', record, { title: 'One' });
  await setSpan(eve, '13');
  await syncAll([ada, bob, eve]);
  const { before, saw } = await sideOf(ada, eve);
  expect(before).toEqual([null]);
  expect(saw).toMatchObject([{ device: bob.identity.device, events: 1 }]);
});

test('CF1: a side that is not sealed yet, written over values side by side, says both', async () => {
  const [ada] = await inConflict();
  const standing = (await stateOf(ada, record)).fields['span']!;
  await run(ada, 'record.set-field', record, {
    field: 'span',
    value: '14',
    over: standing.slice(0, 1).map(({ name }) => name),
  });
  const [row] = await conflictsOf(ada);
  const views = await ada.book.history.sides(row!);
  const last = row!.sides.find(({ value }) => value === '14')!;
  expect(new Set(views.find(({ name }) => name === last.name)!.before)).toEqual(new Set(['11', '12']));
});
