/** `npm run --silent load -- --devices N …`: real nodes and devices, and what they come to; the last line is a report. */
import { parseOptions } from './options.ts';
import { runLoad } from './run.ts';

const options = parseOptions(process.argv.slice(2));
if (!options.ok) {
  process.stderr.write(`${options.error.message}\n`);
  process.exit(1);
}
const report = await runLoad(options.value);
const { acked, ackedPerSecond, p50Ms, p99Ms, lost, duplicated, delivered, kills } = report;
const { serverCpuUsPerSegment, serverRssMb, idleKbPerConnection, mostDownMs, reconnectP99Ms } = report;
const inOrder = {
  acked,
  ackedPerSecond,
  p50Ms,
  p99Ms,
  lost,
  duplicated,
  delivered,
  kills,
  serverCpuUsPerSegment,
  serverRssMb,
  idleKbPerConnection,
  mostDownMs,
  reconnectP99Ms,
};
process.stdout.write(
  options.value.json
    ? `${JSON.stringify(inOrder)}\n`
    : Object.entries(inOrder)
        .map(([name, value]) => `${name.padEnd(22)} ${value ?? '–'}\n`)
        .join(''),
);
process.exit(lost === 0 && duplicated === 0 ? 0 : 1);
