/** Takes each defence away by itself, and sees the test fail that shows it. */
import { parseArgs } from 'node:util';
import { DEFENCES } from './list.ts';
import { tryWithout, type Tried } from './try-without.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const began = performance.now();
const list: Tried[] = [];
for (const [index, { name }] of DEFENCES.entries()) {
  if (values.only !== undefined && !name.includes(values.only)) continue;
  const tried = await tryWithout(index);
  list.push(tried);
  const shown = tried.failed === null ? 'NOT SHOWN' : `shown by "${tried.failed}"`;
  process.stderr.write(`case ${tried.case}: ${name}: ${shown}\n`);
}
const shown = list.filter(({ failed }) => failed !== null).length;
const ms = Math.round(performance.now() - began);
if (values.json) console.log(JSON.stringify({ defences: list.length, shown, list, ms }));
process.exitCode = shown === list.length ? 0 : 1;
