import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { TABLES, type Tables } from '../../../src/book/tables.ts';
import { openBookStore } from '../../../src/storage/book-stores.ts';
import { breakableStore } from '../../support/breakable-store.ts';
import {
  createDevices,
  deliver,
  openAgain,
  run,
  stateOf,
  syncAll,
  type Device,
} from '../../support/devices.ts';
import { atStep, recordAt, stepsOf, textAt } from '../../support/look-back.ts';

const RECORD = 'record:1';
const BODY = 'body:1';

/** The device with its rows in IndexedDB; opened anew each time, as at a start. */
const inIndexedDb = async (device: Device) => {
  const platform = { indexedDB: new IDBFactory(), IDBKeyRange };
  const open = () => openBookStore(device.identity.book, () => undefined, platform);
  const store = await open();
  for (const name of Object.keys(TABLES) as (keyof Tables)[]) {
    const rows = await device.store.read([name], (tx) => tx.range(name));
    await store.write([name], (tx) => tx.put(name, rows as never));
  }
  store.close();
  return async () => openAgain({ ...device, store: breakableStore(await open()) });
};

/** Two who write in turn and at once, in segments of one and of many, behind snapshots and before. */
const worked = async (bobs: string): Promise<Device> => {
  const [ada, bob] = await createDevices(2);
  await run(ada, 'record.create', RECORD, { title: 'One' });
  await syncAll([ada, bob]);
  for (let i = 0; i < 90; i++) {
    await run(ada, 'record.set-field', RECORD, { field: `f${i % 4}`, value: i });
    await run(bob, 'record.set-field', RECORD, { field: `${bobs}${i % 3}`, value: -i });
    await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: `${i} ` }] });
    if (i % 7 === 0) await ada.book.seal();
    if (i % 10 === 0) await deliver(bob, ada);
    if (i % 15 === 0) await deliver(ada, bob);
  }
  await deliver(bob, ada);
  return ada;
};

test('HI1: over IndexedDB each step of a record and its prose gives what it gives in memory', async () => {
  const ada = await worked('f');
  const stored = await (await inIndexedDb(ada))();
  const steps = await stepsOf(ada, RECORD, BODY);
  expect(await stepsOf(stored, RECORD, BODY)).toEqual(steps);
  for (const step of steps.filter((_, i) => i % 9 === 0)) {
    expect(await recordAt(stored, RECORD, atStep(step))).toEqual(await recordAt(ada, RECORD, atStep(step)));
    expect(await textAt(stored, BODY, atStep(step))).toBe(await textAt(ada, BODY, atStep(step)));
  }
});

test('HI3: over IndexedDB undo goes on at the next start where it was', async () => {
  const open = await inIndexedDb(await worked('g'));
  const texts: string[] = [];
  for (let i = 0; i < 4; i++) {
    const device = await open();
    texts.push(await textAt(device, BODY, atStep((await stepsOf(device, BODY)).at(-1)!)));
    expect(await device.book.history.undo('undo', [])).toMatchObject({ kind: 'done' });
    device.store.close();
  }
  expect(texts.map((text) => text.split(' ')[0])).toEqual(['89', '88', '88', '87']);
  const last = await open();
  expect((await stateOf(last, RECORD)).fields['f0']!.length).toBeGreaterThan(0);
  for (let i = 0; i < 4; i++)
    expect(await last.book.history.undo('redo', [])).toMatchObject({ kind: 'done' });
  expect(await last.book.history.undo('redo', [])).toEqual({ kind: 'nothing' });
});
