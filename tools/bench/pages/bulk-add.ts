/** The reference of `ingest`: what a plain Dexie application would do with the same events. */
import { Dexie } from 'dexie';
import { bytesToUtf8 } from '../../../src/kernel/bytes.ts';
import { fetchData } from './fetch-data.ts';

export const bulkAdd = async (name: string): Promise<number> => {
  const lines = bytesToUtf8(await fetchData(name)).split('\n');
  const rows: object[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2)
    rows.push({ seq: i / 2 + 1, ...JSON.parse(lines[i]!), payload: JSON.parse(lines[i + 1]!) });
  const db = new Dexie('reference', { chromeTransactionDurability: 'strict' });
  db.version(1).stores({ events: 'seq,aggregate' });
  await db.open();
  const start = performance.now();
  await db.table('events').bulkAdd(rows);
  const time = performance.now() - start;
  if ((await db.table('events').count()) !== rows.length) throw new Error('Rows are missing.');
  return time;
};
