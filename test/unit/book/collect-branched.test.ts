import { expect, test } from 'vitest';
import type { Tables } from '../../../src/book/tables.ts';
import type { Reading, Store } from '../../../src/kernel/store.ts';
import {
  cloneDevice,
  createDevices,
  openAgain,
  run,
  segmentsOf,
  type Device,
} from '../../support/devices.ts';

/** A store that counts the packs which are read from it. */
const counting = (store: Store<Tables>) => {
  const counted = { packs: 0 };
  const watched = (tx: Reading<Tables>): Reading<Tables> => ({
    ...tx,
    range: async (table, range) => {
      const rows = await tx.range(table, range);
      if (table === 'segments') counted.packs += rows.length;
      return rows;
    },
    many: async (table, keys) => {
      const rows = await tx.many(table, keys);
      if (table === 'segments') counted.packs += rows.length;
      return rows;
    },
  });
  return {
    counted,
    store: {
      ...store,
      read: (tables, body) => store.read(tables, (tx) => body(watched(tx))),
    } as typeof store,
  };
};

const COUNT = 40;

const write = async (device: Device, from: string): Promise<void> => {
  for (let i = 0; i < COUNT; i++) {
    await run(device, 'record.create', `record:${from}${i}`, { title: `${from} ${i}` });
    await device.book.seal();
  }
};

/** Ada has both branches of Bob's log; Cleo has none of it. */
const branched = async () => {
  const [ada, bob, cleo] = await createDevices(3);
  await write(bob, 'before');
  const copy = await cloneDevice(bob, 'copy');
  await write(bob, 'one');
  await write(copy, 'two');
  for (const device of [bob, copy])
    for (const segment of await segmentsOf(device)) await ada.book.log.take([segment]); // A pack of its own each.
  const heads = (await ada.book.log.heads()).filter(({ device }) => device === bob.identity.device);
  expect(heads).toHaveLength(2);
  return { ada, cleo };
};

const deliverPages = async (from: Device, to: Device): Promise<number> => {
  for (let pages = 1; ; pages++) {
    const after = await to.book.log.heads();
    const { segments, more } = await from.book.log.collect({ after, unknownThere: [], budget: 2000 });
    const taken = await to.book.log.take(segments.map(({ bytes }) => bytes));
    expect({ held: taken.held, refused: taken.refused }).toEqual({ held: 0, refused: [] });
    if (!more) return pages;
  }
};

test('HB1: page by page of a log with several branches nothing comes before what it stands on', async () => {
  const { ada, cleo } = await branched();
  expect(await deliverPages(ada, cleo)).toBeGreaterThan(10);
  expect(new Set(await cleo.book.log.heads())).toEqual(new Set(await ada.book.log.heads()));
});

test('a log with several branches is read once for all of its pages, and then each page alone', async () => {
  const { ada, cleo } = await branched();
  const { counted, store } = counting(ada.store);
  const pages = await deliverPages(await openAgain(ada, { store }), cleo);
  const packs = await ada.store.read(['segments'], (tx) => tx.count('segments'));
  expect(pages).toBeGreaterThan(10);
  expect(counted.packs).toBeLessThan(4 * packs);
});
