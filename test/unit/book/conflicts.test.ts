import { expect, test } from 'vitest';
import { shown } from '../../../src/domain/register.ts';
import {
  createDevices,
  hashesOf,
  openAgain,
  run,
  stateOf,
  syncAll,
  type Device,
} from '../../support/devices.ts';

const field = (name: string, value: string) => ({ field: name, value });
const valuesOf = async (device: Device) => (await stateOf(device, 'record:1')).fields['span']!;

const withRecord = async () => {
  const devices = await createDevices(2);
  await run(devices[0], 'record.create', 'record:1', { title: 'One', fields: { span: '10' } });
  await syncAll(devices);
  return devices;
};

test('CF1: two values written at once are both kept, one is shown, and choosing is one more write over them', async () => {
  const [ada, bob] = await withRecord();
  await run(ada, 'record.set-field', 'record:1', field('span', '11'));
  await run(bob, 'record.set-field', 'record:1', { ...field('span', '12'), at: '2030-01-01T00:00:00.000Z' });
  await syncAll([ada, bob]);
  for (const device of [ada, bob]) {
    expect((await valuesOf(device)).map(({ value }) => value as string).toSorted()).toEqual(['11', '12']);
    expect(shown(await valuesOf(device))).toBe('12');
  }
  await run(ada, 'record.set-field', 'record:1', field('span', '11'));
  await syncAll([ada, bob]);
  for (const device of [ada, bob])
    expect((await valuesOf(device)).map(({ value }) => value as string)).toEqual(['11']);
  expect(new Set(await hashesOf([ada, bob])).size).toBe(1);
});

test('CO2: a clock ten years ahead does not win against what has seen its value', async () => {
  const [ada, bob] = await withRecord();
  await run(ada, 'record.set-field', 'record:1', {
    ...field('span', 'ahead'),
    at: '2036-01-01T00:00:00.000Z',
  });
  await syncAll([ada, bob]);
  await run(bob, 'record.set-field', 'record:1', field('span', 'after'));
  await syncAll([ada, bob]);
  for (const device of [ada, bob])
    expect((await valuesOf(device)).map(({ value }) => value as string)).toEqual(['after']);
});

test('CF1: an edit replaces what stood on screen when it began, also where more has come since', async () => {
  const [ada, bob] = await withRecord();
  const over = (await valuesOf(ada)).map(({ name }) => name);
  await run(bob, 'record.set-field', 'record:1', field('span', 'meanwhile'));
  await syncAll([ada, bob]);
  await run(ada, 'record.set-field', 'record:1', { ...field('span', 'begun before'), over });
  expect((await valuesOf(ada)).map(({ value }) => value as string).toSorted()).toEqual([
    'begun before',
    'meanwhile',
  ]);
});

test('CF1: a command that another window got ahead of is decided again over the same values', async () => {
  const [ada] = await withRecord();
  const window = await openAgain(ada);
  await stateOf(window, 'record:1');
  await run(ada, 'record.set-field', 'record:1', field('span', 'first window'));
  await run(window, 'record.set-field', 'record:1', field('span', 'second window'));
  const values = (await valuesOf(window)).map(({ value }) => value as string).toSorted();
  expect(values).toEqual(['first window', 'second window']);
  const next = await openAgain(ada);
  expect((await valuesOf(next)).map(({ value }) => value as string).toSorted()).toEqual(values);
  await next.book.rebuild(() => undefined);
  expect(await next.book.stateHash()).toBe(await window.book.stateHash());
});

test('a command that other windows get ahead of again and again is tried four times, then said to be stale', async () => {
  const [ada] = await withRecord();
  const other = await openAgain({ ...ada, store: ada.ports.store as Device['store'] });
  let ahead = 0;
  ada.store.beforeWrite = async () => {
    ada.store.beforeWrite = async () => undefined;
    ahead++;
    await run(other, 'record.add-comment', 'record:1', { text: `${ahead}` });
    ada.store.beforeWrite = again;
  };
  const again = ada.store.beforeWrite;
  const pending = ada.book.pending();
  const done = await ada.book.execute({
    id: ada.newId(),
    type: 'record.set-title',
    aggregate: 'record:1',
    title: 'Never',
  });
  expect(done).toMatchObject({ ok: false, error: { code: 'stale' } });
  expect(ahead).toBe(4);
  ada.store.beforeWrite = async () => undefined;
  expect(ada.book.pending()).toBe(pending + 4);
  await run(ada, 'record.set-title', 'record:1', { title: 'Now' });
  expect((await stateOf(other, 'record:1')).comments).toHaveLength(4);
});
