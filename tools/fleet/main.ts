import { parseArgs } from 'node:util';
import { importLog } from './import.ts';
import { replay } from './replay.ts';
import { readTrace } from './trace.ts';

const USAGE = `Usage:
  fleet replay FILE.json[.gz]                         replay an editing trace, a device an agent
  fleet import FILE.csv[.gz] [--devices N] [--twice]  record an event log on N devices, offline, then sync`;

let hasProgress = false;
const progress = (done: number): void => {
  hasProgress = true;
  process.stderr.write(`\r${Math.round(100 * done)} %`);
};
/** What is said next starts on a line of its own. */
const endProgress = (): void => {
  if (hasProgress) process.stderr.write('\n');
};

const run = async (): Promise<boolean> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      devices: { type: 'string', default: '4' },
      twice: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [verb, file] = positionals;
  if (values.help || positionals.length !== 2 || !file || (verb !== 'replay' && verb !== 'import'))
    throw new Error(USAGE);
  const devices = Number(values.devices);
  if (!Number.isInteger(devices) || devices < 1 || devices > 64)
    throw new Error('--devices takes a whole number from 1 to 64.');
  const result =
    verb === 'replay'
      ? await replay(await readTrace(file), progress)
      : await importLog(file, devices, values.twice, progress);
  endProgress();
  process.stdout.write(`${JSON.stringify(result)}\n`);
  return result.converged;
};

try {
  // Sockets and timers of devices may still be open: the answer is written, so nothing is waited for.
  process.exit((await run()) ? 0 : 1);
} catch (error) {
  endProgress();
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
