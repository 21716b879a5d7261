/**
 * A database as the first version of the schema left it, with everything in it that a book may meet: snapshots, a
 * fork, commands not sealed yet, a held segment, and some that are aside. It was written by that version and never
 * changed since. When one of these fails, people's books would not open, or not be what they were: mend the upgrade,
 * not the fixture.
 */
import { readFileSync } from 'node:fs';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { openBook } from '../../../src/book.ts';
import type { Identity } from '../../../src/book/identity.ts';
import { SCHEMA } from '../../../src/book/tables.ts';
import type { RecordRow } from '../../../src/projections/rows.ts';
import { viewBody } from '../../../src/book/body-edits.ts';
import type { AggregateId, BookId } from '../../../src/kernel/ids.ts';
import { openBookStore } from '../../../src/storage/book-stores.ts';
import { createPorts, run, stateOf, type Device } from '../../support/devices.ts';
import { definitionsOf } from '../../support/releases.ts';

interface Dump {
  readonly name: string;
  /** As the browser counts: Dexie multiplies its own by ten. */
  readonly version: number;
  readonly book: BookId;
  /** The segment that a held one waits for, base64. */
  readonly lacks: string;
  readonly tables: {
    readonly [name: string]: {
      readonly keyPath: string | string[];
      readonly indexes: readonly {
        readonly name: string;
        readonly keyPath: string;
        readonly multiEntry: boolean;
      }[];
      readonly rows: readonly unknown[];
    };
  };
}

const dump = JSON.parse(
  readFileSync(new URL('../../golden/database-1.json', import.meta.url), 'utf8'),
  revived,
) as Dump;

/** Bytes are written as `{ "$bytes": base64 }`. */
function revived(_: string, value: unknown): unknown {
  const bytes = (value as { $bytes?: string } | null)?.$bytes;
  return bytes === undefined ? value : new Uint8Array(Buffer.from(bytes, 'base64'));
}

const withoutConflicts = (row: unknown) => {
  const { conflicts: _, ...rest } = row as RecordRow;
  return rest;
};

/** Puts the tables and rows where they were, by IndexedDB alone. */
const restored = (): Promise<IDBFactory> => {
  const indexedDB = new IDBFactory();
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(dump.name, dump.version);
    request.onupgradeneeded = () => {
      for (const [name, { keyPath, indexes, rows }] of Object.entries(dump.tables)) {
        const table = request.result.createObjectStore(name, { keyPath });
        for (const index of indexes)
          table.createIndex(index.name, index.keyPath, { multiEntry: index.multiEntry });
        for (const row of rows) table.add(row);
      }
    };
    request.onsuccess = () => {
      request.result.close();
      resolve(indexedDB);
    };
    request.onerror = () => reject(request.error!);
  });
};

const openWith = async (indexedDB: IDBFactory, definitions = definitionsOf(1)): Promise<Device> => {
  const ports = await createPorts('database 1, later');
  const store = await openBookStore(dump.book, () => undefined, { indexedDB, IDBKeyRange });
  const identity = (await store.read(['meta'], (tx) => tx.get('meta', 'identity')))!.value as Identity;
  const book = await openBook({ ...ports, store, definitions }, identity);
  return {
    book,
    ports,
    identity,
    store: store as Device['store'],
    newId: () => Buffer.from(ports.random.bytes(16)).toString('hex'),
  };
};

/** The log, which no version may touch, and what people saw of it. */
const readAll = ({ store }: Pick<Device, 'store'>) =>
  store.read(['segments', 'pending', 'heads', 'waiting', 'records', 'people', 'tasks'], async (tx) => ({
    segments: await tx.range('segments'),
    pending: await tx.range('pending'),
    heads: await tx.range('heads'),
    waiting: await tx.range('waiting'),
    // How many conflicts there are is for each version to say.
    records: (await tx.range('records')).map(({ conflicts: _, ...row }) => row),
    people: await tx.range('people'),
    tasks: await tx.range('tasks'),
  }));

test('a database of version 1 opens, and its book is what it was', async () => {
  expect(SCHEMA).toBeGreaterThan(dump.version / 10);
  const indexedDB = await restored();
  const device = await openWith(indexedDB);
  for (const [name, rows] of Object.entries(await readAll(device))) {
    const then = dump.tables[name]!.rows.map((row) => (name === 'records' ? withoutConflicts(row) : row));
    expect([name, rows]).toEqual([name, then]);
  }
  const { text } = await viewBody(device.book, 'body:1' as AggregateId);
  expect(text.split('\n').slice(0, 3)).toEqual(['Pending', 'Zeile 39', 'Line 38']);
  expect((await stateOf(device, 'record:1')).entries).toHaveLength(45);
  const hash = await device.book.stateHash();
  device.store.close();
  expect(await (await openWith(indexedDB)).book.stateHash()).toBe(hash);
});

test('a database of version 1 goes on: what was held is admitted, what was pending is sealed, commands take effect', async () => {
  const device = await openWith(await restored());
  expect(device.book.pending()).toBe(2);
  await run(device, 'record.add-tag', 'record:2', { tag: 'later' });
  await device.book.seal();
  expect(device.book.pending()).toBe(0);
  const taken = await device.book.log.take([new Uint8Array(Buffer.from(dump.lacks, 'base64'))]);
  expect([taken.admitted.length, taken.held, taken.refused]).toEqual([2, 0, []]);
  expect(Object.keys((await stateOf(device, 'record:2')).tags).toSorted()).toEqual([
    'first',
    'later',
    'second',
  ]);
  const state = await device.book.stateHash();
  await device.book.rebuild(() => undefined);
  expect(await device.book.stateHash()).toBe(state);
});

test('AS1: what version 1 set aside without remembering where is folded by a version that understands it', async () => {
  const indexedDB = await restored();
  const { store } = await openWith(indexedDB);
  store.close();
  const later = await openWith(indexedDB, definitionsOf(2));
  expect(Object.keys((await stateOf(later, 'record:2')).tags)).toEqual(['star']);
});
