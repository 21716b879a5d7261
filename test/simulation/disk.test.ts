import { expect, test } from 'vitest';
import type { Writing } from '../../src/kernel/store.ts';
import { createDisk, type Disk, type DiskPace } from '../../tools/simulate/world/disk.ts';
import { startProcess } from '../../tools/simulate/world/process.ts';
import { createTime } from '../../tools/simulate/world/time.ts';
import { runTransaction, type Connection } from '../../src/storage/transactions.ts';

interface Tables {
  things: { readonly id: string; readonly size: number };
}

/** A disk whose commits take ten milliseconds, and which flushes what is relaxed after a minute. */
const openDisk = (madeIt = true) => {
  const time = createTime();
  const pace: DiskPace = {
    latency: () => 10,
    madeIt: () => madeIt,
    flushed: (then) => void time.after(60_000, then),
    after: (milliseconds, task) => void time.after(milliseconds, task),
  };
  const disk = createDisk({ things: { key: 'id' } }, pace);
  const process = startProcess('window');
  return { time, disk, process, connection: disk.connect(process) };
};

const put = (connection: Connection, size: number): Promise<void> =>
  runTransaction(connection, 'readwrite', ['things'], (tx: Writing<Tables>) =>
    tx.put('things', [{ id: 'a', size }]),
  );

/** As another page might write it, which does not ask for strict. */
const putRelaxed = ({ db }: Connection, size: number): void => {
  const tx = db.transaction(['things'], 'readwrite', { durability: 'relaxed' });
  tx.objectStore('things').put({ id: 'a', size });
  tx.commit();
};

const sizes = (disk: Disk): readonly unknown[] => disk.rows('things').map((row) => row['size']);

test('the disk keeps a strict commit when the power goes, and takes back a relaxed one that was not flushed', async () => {
  const { time, disk, process, connection } = openDisk();
  void put(connection, 1);
  await time.run(100);
  putRelaxed(connection, 2);
  await time.run(200);
  expect(sizes(disk)).toEqual([2]);
  process.isAlive = false;
  disk.kill(true);
  expect(sizes(disk)).toEqual([1]);
});

test('a strict commit flushes what was relaxed before it, and a minute flushes it too', async () => {
  const { time, disk, process, connection } = openDisk();
  putRelaxed(connection, 1);
  await time.run(100_000);
  putRelaxed(connection, 2);
  void put(connection, 3);
  await time.run(100_100);
  process.isAlive = false;
  disk.kill(true);
  expect(sizes(disk)).toEqual([3]);
});

test.each([
  [true, [1]],
  [false, []],
])(
  'of a process that dies within a commit it is there (%s) or not at all, and nobody hears',
  async (madeIt, left) => {
    const { time, disk, process, connection } = openDisk(madeIt);
    let heard = 0;
    void put(connection, 1).finally(() => heard++);
    await time.run(5);
    process.isAlive = false;
    disk.kill(true);
    await time.run(1000);
    expect([sizes(disk), heard]).toEqual([left, 0]);
  },
);

test('case 2: on a full disk the commit is undone, and the transaction is told so', async () => {
  const { time, disk, connection } = openDisk();
  disk.setFull(true);
  const failed = put(connection, 1).catch((error: unknown) => (error as Error).name);
  await time.run(100);
  expect(await failed).toBe('QuotaExceededError');
  expect(sizes(disk)).toEqual([]);
});

test('transactions run one after another, whatever window they are of', async () => {
  const { time, disk, connection } = openDisk();
  const other = disk.connect(startProcess('other window'));
  const add = (one: Connection): Promise<void> =>
    runTransaction(one, 'readwrite', ['things'], async (tx: Writing<Tables>) => {
      const size = (await tx.get('things', 'a'))?.size ?? 0;
      await tx.put('things', [{ id: 'a', size: size + 1 }]);
    });
  for (const one of [connection, other, connection, other]) void add(one);
  await time.run(1000);
  expect(sizes(disk)).toEqual([4]);
});
