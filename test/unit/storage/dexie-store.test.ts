import { forceCloseDatabase, IDBDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, expect, test, vi } from 'vitest';
import { NewerDatabaseError, openDexieStore } from '../../../src/storage/dexie-store.ts';
import { CONTRACT_TABLES, storeContract, type ContractTables } from '../../contracts/store.ts';

const open = (indexedDB: IDBFactory, schema = 1, onClosed?: () => void) =>
  openDexieStore<ContractTables>(CONTRACT_TABLES, {
    name: 'contract',
    schema,
    indexedDB,
    IDBKeyRange,
    ...(onClosed ? { onClosed } : {}),
  });

storeContract('Dexie', () => open(new IDBFactory()));

afterEach(() => vi.restoreAllMocks());

test('each write asks for strict durability: "saved" is no lie', async () => {
  const indexedDB = new IDBFactory();
  const spy = vi.spyOn(IDBDatabase.prototype as unknown as globalThis.IDBDatabase, 'transaction');
  const store = await open(indexedDB);
  await store.write(['things'], (tx) => tx.put('things', [{ id: 'a', size: 1, tags: [] }]));
  const writes = spy.mock.calls.filter(([, mode]) => mode === 'readwrite');
  expect(writes.length).toBeGreaterThan(0);
  for (const [, , options] of writes) expect(options).toEqual({ durability: 'strict' });
});

test('a database of a newer version is refused, and not touched', async () => {
  const indexedDB = new IDBFactory();
  const newer = await open(indexedDB, 2);
  await newer.write(['things'], (tx) => tx.put('things', [{ id: 'a', size: 1, tags: [] }]));
  newer.close();
  await expect(open(indexedDB, 1)).rejects.toThrow(NewerDatabaseError);
  const again = await open(indexedDB, 2);
  expect(await again.read(['things'], (tx) => tx.count('things'))).toBe(1);
});

test('a database that another version wants is given up, and that is said', async () => {
  const indexedDB = new IDBFactory();
  const closed = vi.fn<() => void>();
  const older = await open(indexedDB, 1, closed);
  await open(indexedDB, 2);
  expect(closed).toHaveBeenCalledOnce();
  await expect(older.read(['things'], (tx) => tx.count('things'))).rejects.toBeInstanceOf(Error);
});

const thing = (id: string) => ({ id, size: 1, tags: [] });

/** What the browser does to the connection that was opened last. */
const forceClose = (opened: {
  readonly mock: { readonly results: readonly { readonly value: unknown }[] };
}) => forceCloseDatabase((opened.mock.results.at(-1)!.value as { result: never }).result);

test('case 4: a database that the browser closes is opened again, and nothing that is asked meanwhile is lost', async () => {
  const opened = vi.spyOn(IDBFactory.prototype, 'open');
  const closed = vi.fn<() => void>();
  const store = await open(new IDBFactory(), 1, closed);
  for (const id of ['a', 'b', 'c']) {
    forceClose(opened);
    await vi.waitFor(() => store.write(['things'], (tx) => tx.put('things', [thing(id)])));
  }
  expect(await store.read(['things'], (tx) => tx.count('things'))).toBe(3);
  store.close();
  await expect(store.read(['things'], (tx) => tx.count('things'))).rejects.toBeInstanceOf(Error);
  expect(closed).not.toHaveBeenCalled();
});

test('case 4: a database that is closed again before anything was done with it is given up, and that is said', async () => {
  const opened = vi.spyOn(IDBFactory.prototype, 'open');
  const closed = vi.fn<() => void>();
  const store = await open(new IDBFactory(), 1, closed);
  forceClose(opened);
  await vi.waitFor(() => expect(opened).toHaveBeenCalledTimes(2));
  await vi.waitFor(() => forceClose(opened));
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  await expect(store.read(['things'], (tx) => tx.count('things'))).rejects.toBeInstanceOf(Error);
});

test('case 4: a database that is gone when it is opened again is not begun anew, and that is said', async () => {
  const indexedDB = new IDBFactory();
  const opened = vi.spyOn(IDBFactory.prototype, 'open');
  const closed = vi.fn<() => void>();
  const store = await open(indexedDB, 1, closed);
  indexedDB.deleteDatabase('contract');
  forceClose(opened);
  await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  await expect(store.read(['things'], (tx) => tx.count('things'))).rejects.toBeInstanceOf(Error);
  expect(await indexedDB.databases()).toEqual([]);
});

test('two stores over one database take turns', async () => {
  const indexedDB = new IDBFactory();
  const [first, second] = [await open(indexedDB), await open(indexedDB)];
  await first.write(['things'], (tx) => tx.put('things', [{ id: 'a', size: 0, tags: [] }]));
  const add = (store: typeof first) =>
    store.write(['things'], async (tx) => {
      const { size } = (await tx.get('things', 'a'))!;
      await tx.put('things', [{ id: 'a', size: size + 1, tags: [] }]);
    });
  await Promise.all(Array.from({ length: 20 }, (_, i) => add(i % 2 ? first : second)));
  expect((await second.read(['things'], (tx) => tx.get('things', 'a')))!.size).toBe(20);
});
