/** The reference of `append`: the least that an application could do to keep one edit, and see that it was first. */
import { openDatabase } from './raw-database.ts';

const putChecked = (db: IDBDatabase, seq: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const tx = db.transaction(['states', 'events'], 'readwrite', { durability: 'strict' });
    const states = tx.objectStore('states');
    const read = states.get('one');
    read.onsuccess = () => {
      const { revision } = (read.result as { revision: number } | undefined) ?? { revision: 0 };
      if (revision !== seq - 1) return tx.abort();
      states.put({ id: 'one', revision: seq, value: 'x'.repeat(200) });
      tx.objectStore('events').put({ seq, line: 'y'.repeat(280) });
    };
    tx.oncomplete = () => resolve();
    tx.onabort = () => reject(tx.error ?? new Error('Not the next revision'));
  });

export const rawPuts = async (count: number): Promise<readonly number[]> => {
  const db = await openDatabase();
  const times: number[] = [];
  for (let seq = 1; seq <= count; seq++) {
    const start = performance.now();
    await putChecked(db, seq);
    times.push(performance.now() - start);
  }
  return times;
};
