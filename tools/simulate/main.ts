/**
 * `npm run --silent simulate -- --seeds N [--start S] [--devices D] [--commands C] --json`, or `-- --mutants --json`.
 * The last line is the report; what is violated is told before it, with a history as short as can be made in a minute.
 */
import { parseArgs } from 'node:util';
import { EARLY_SNAPSHOTS } from './mutants/early-snapshots.ts';
import { huntMutants } from './mutants/hunt.ts';
import type { Mutant } from './mutants/plant.ts';
import { openPool } from './pool.ts';
import { simulateSeeds, type Asked, type Finding } from './seeds.ts';
import { countCommands, findSmallest } from './smallest.ts';

const USAGE = `Usage:
  simulate --seeds N [--start S] [--devices D] [--commands C] [--early] [--json]
      runs seeds S to S + N - 1; with --early snapshots are taken after few events
  simulate --mutants [--only NAME] [--shrink] [--json]
      looks for every planted fault; with --shrink also for the shortest history that shows it`;
const SHRINK_MS = 55_000;

const say = (text: string): void => void process.stderr.write(text);

const readArguments = () => {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '100' },
      start: { type: 'string', default: '1' },
      devices: { type: 'string', default: '5' },
      commands: { type: 'string', default: '300' },
      only: { type: 'string' },
      mutants: { type: 'boolean', default: false },
      early: { type: 'boolean', default: false },
      shrink: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const toNumber = (name: 'seeds' | 'start' | 'devices' | 'commands', most: number): number => {
    const number = Number(values[name]);
    if (!Number.isInteger(number) || number < 1 || number > most)
      throw new Error(`--${name} takes a whole number from 1 to ${most}.`);
    return number;
  };
  if (values.help) throw new Error(USAGE);
  const asked: Asked = {
    seeds: toNumber('seeds', 1e6),
    start: toNumber('start', 1e9),
    devices: toNumber('devices', 50),
    commands: toNumber('commands', 1e5),
  };
  const { mutants, only, json, early } = values;
  return { asked, mutants, only, json, early, shrinkMs: values.shrink ? SHRINK_MS : 0 };
};

/** Tells of the first violation with the shortest history that still has it. */
const explain = async (planted: readonly Mutant[], asked: Asked, finding: Finding): Promise<void> => {
  const { seed, invariant, message } = finding;
  say(`\nSeed ${seed} violates "${invariant}": ${message}\n`);
  if (seed === null) return;
  const smallest = await findSmallest(planted, asked, finding, seed, SHRINK_MS);
  if (!smallest) return say('It does not do so again: chance has got in somewhere.\n');
  const { outcome, seed: of, size, early } = smallest;
  const from = `--start ${of} --devices ${size.devices} --commands ${size.commands}${early ? ' --early' : ''}`;
  say(`The shortest history found is of ${from}, with ${countCommands(smallest)} of its commands left:\n`);
  for (const line of outcome.story) say(`  ${line}\n`);
  for (const one of outcome.violations) say(`  ${one.invariant}: ${one.message}\n`);
};

const run = async (): Promise<boolean> => {
  const { asked, mutants, only, json, early, shrinkMs } = readArguments();
  if (mutants) {
    const report = await huntMutants(only, shrinkMs, (line) => say(`${line}\n`));
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return report.found === report.mutants;
  }
  const planted = early ? [EARLY_SNAPSHOTS] : [];
  const pool = openPool(planted);
  const report = await simulateSeeds(pool, asked, (done) => say(`\r${done} of ${asked.seeds} seeds`));
  await pool.close();
  const [first] = report.violations;
  if (first) await explain(planted, asked, first);
  process.stdout.write(`${json ? '' : '\n'}${JSON.stringify(report, null, json ? undefined : 2)}\n`);
  return report.violations.length === 0;
};

try {
  process.exit((await run()) ? 0 : 1);
} catch (error) {
  say(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
