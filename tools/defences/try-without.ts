import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutate } from '../simulate/mutants/plant.ts';
import { DEFENCES } from './list.ts';
import { WITHOUT } from './without.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Tried {
  readonly case: number;
  /** What goes wrong without it. */
  readonly name: string;
  /** The first test that failed; null where none did, and the defence is shown by nothing. */
  readonly failed: string | null;
}

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Runs the test that shows the defence, without it. Throws where that is not a run of tests at all. */
export const tryWithout = async (index: number): Promise<Tried> => {
  const defence = DEFENCES[index]!;
  mutate(defence); // One that does not apply would fail at once, and pass for shown.
  const folder = mkdtempSync(join(tmpdir(), 'daybook-defences-'));
  const report = join(folder, 'report.json');
  const run = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--fsModuleCache=false', // It would answer with the source as it was, and keep this one for others.
      '--project=unit',
      '--project=server',
      '--reporter=json',
      `--outputFile=${report}`,
      defence.test,
      ...(defence.title === undefined ? [] : ['-t', defence.title]),
    ],
    { cwd: ROOT, env: { ...process.env, [WITHOUT]: `${index}` }, stdio: 'ignore' },
  );
  await once(run, 'exit');
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  rmSync(folder, { recursive: true });
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  if (!tests.some(({ status }) => status === 'passed' || status === 'failed'))
    throw new Error(`No test was run without "${defence.name}".`);
  const failed = tests.find(({ status }) => status === 'failed')?.fullName ?? null;
  return { case: defence.case, name: defence.name, failed };
};
