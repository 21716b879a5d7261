/** Case 17: what a hostile file may hold: refused, in words, and at little cost. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readEventLog } from '../../tools/fleet/event-log.ts';

const COLUMNS = 'case:concept:name,concept:name,org:resource,time:timestamp';

const ROW = 'one,started,Ada,2011-10-11 13:45:40.276000+02:00';

const reading = async (content: string | Uint8Array, name = 'log.csv') => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-hostile-'));
  try {
    writeFileSync(join(folder, name), content);
    return await readEventLog(join(folder, name), 1024 * 1024);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

test('case 17: a log with two columns of one name is refused: one of them would be lost', async () => {
  await expect(reading(`${COLUMNS},note,note\n${ROW},a,b\n`)).rejects.toThrow('two columns note');
});

test('case 17: a row that is no UTF-8 is named by its line, and the others are read', async () => {
  const bytes = Buffer.concat([
    Buffer.from(`${COLUMNS}\n${ROW}\n`),
    Buffer.from([0xff, 0xfe]),
    Buffer.from(`${ROW}\n${ROW}\n`),
  ]);
  const { rows, bad } = await reading(bytes);
  expect([rows.length, bad]).toEqual([2, [{ line: 3, why: 'it holds bytes that are no UTF-8' }]]);
});

test('case 17: a column named __proto__ is a column like others, and changes no prototype', async () => {
  const { rows } = await reading(`${COLUMNS},__proto__\n${ROW},polluted\n`);
  expect(Object.keys(rows[0]!.attributes)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(rows[0]!.attributes)).toBe(Object.prototype);
});

test('case 17: a log that expands without end is given up', async () => {
  const bomb = gzipSync(Buffer.from(`${COLUMNS}\n${`${ROW}\n`.repeat(100_000)}`));
  expect(bomb.length).toBeLessThan(50_000);
  await expect(reading(bomb, 'log.csv.gz')).rejects.toThrow('too much at once');
});
