/** `npm run --silent bench -- [name…] --json`: each benchmark and its reference in one run, a line of JSON each. */
import { parseArgs } from 'node:util';
import { append } from './cases/append.ts';
import { fanout } from './cases/fanout.ts';
import { farBehind } from './cases/far-behind.ts';
import { ingest, ingestLive, rebuild } from './cases/ingest.ts';
import { growth } from './cases/growth.ts';
import { latency } from './cases/latency.ts';
import { open } from './cases/open.ts';
import { server, serverPostgres, serverSqlite } from './cases/server.ts';
import { size } from './cases/size.ts';
import type { Figure } from './figure.ts';
import { say } from './say.ts';
import { openSite, type Site } from './site.ts';

const BENCHES: { readonly [name: string]: (site: Site) => Promise<readonly Figure[]> } = {
  append,
  fanout,
  'far-behind': farBehind,
  ingest,
  'ingest-live': ingestLive,
  latency,
  open,
  rebuild,
  server,
  'server-growth': growth,
  'server-postgres': serverPostgres,
  'server-sqlite': serverSqlite,
  size,
};

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
const unknown = positionals.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  say(`There is no benchmark "${unknown}". There are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(1);
}

const toText = ({ bench, value, unit, reference, ratio }: Figure): string =>
  `${bench.padEnd(12)} ${value} ${unit}, ${ratio} × ${reference.name} (${reference.value})`;

const site = await openSite();
try {
  for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHES)) {
    say(`${name} …`);
    for (const one of await BENCHES[name]!(site))
      process.stdout.write(`${values.json ? JSON.stringify(one) : toText(one)}\n`);
  }
} finally {
  await site.close();
}
