import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { ROOT } from '../unit/project/files.ts';

/** Runs the command itself; a run that goes wrong is told with its seed and the shrunk history. */
const simulate = (...args: readonly string[]): Promise<{ status: number; report: string; told: string }> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['tools/simulate/main.ts', ...args, '--json'],
      { cwd: ROOT, maxBuffer: 1 << 26 },
      (_, stdout, told) =>
        resolve({ status: child.exitCode ?? 1, report: stdout.trim().split('\n').at(-1)!, told }),
    );
  });

test('500 seeds of 300 commands on 5 devices violate nothing, and meet all that should sometimes be met', async () => {
  const { status, report, told } = await simulate('--seeds', '500');
  expect({ ...JSON.parse(report), told: status === 0 ? '' : told }).toMatchObject({
    violations: [],
    told: '',
  });
}, 1_200_000);
