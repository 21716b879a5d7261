/**
 * `npm test`: lint and types as two checks of their own, then the tests. The last line is the tally.
 * `--long` runs the long tests alone. Other arguments choose test files.
 */
import { spawnSync } from 'node:child_process';
import { startVitest } from 'vitest/node';
import { addTallies, runTally, skippedLines, type Tally, tallyLine } from './test/tally.ts';

const args = process.argv.slice(2);
const isLong = args.includes('--long');
const filters = args.filter((arg) => !arg.startsWith('--'));

const check = (script: string): Tally => {
  process.stdout.write(`${script} …\n`);
  const { status } = spawnSync('npm', ['run', '--silent', script], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
};

// Whoever names files wants their answer only.
const checks = isLong || filters.length > 0 ? [] : [check('lint'), check('typecheck')];
const vitest = await startVitest(filters, {
  run: true,
  project: isLong ? ['long'] : ['unit', 'server', 'e2e', 'simulation'],
});
const tally = addTallies([...checks, runTally(vitest.state)]);
const skipped = skippedLines(vitest.state);
await vitest.close();

process.stdout.write(`\n${[...skipped, tallyLine(tally)].join('\n')}\n`);
process.exit(tally.failed === 0 && tally.passed > 0 ? 0 : 1);
