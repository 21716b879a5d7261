import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readText, ROOT } from './files.ts';

const CASES = [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19];

test('every test that is said to show a case exists, and every case has one', () => {
  const text = readText('docs/reliability.md');
  const named = [...text.matchAll(/`(test\/[\w/.-]+)`/g)].map((match) => match[1]!);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  const told = [...text.matchAll(/^\| (\d+)\. [^|]*\| `test\//gm)].map((match) => Number(match[1]));
  expect(told).toEqual(CASES);
});
