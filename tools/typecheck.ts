/** Runs the compiler over each part: parts differ in what the platform offers them (see each tsconfig.json). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';

const PARTS = ['.', 'src', 'src/storage', 'src/platform', 'main', 'sync-server', 'renderer', 'tools', 'test'];

const check = async (part: string): Promise<boolean> => {
  const args = ['node_modules/typescript/bin/tsc', '-p', part];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [status] = await once(child, 'exit');
  return status === 0;
};

const waiting = [...PARTS];
const work = async (): Promise<void> => {
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    if (!(await check(part))) process.exitCode = 1;
  }
};
await Promise.all(Array.from({ length: availableParallelism() }, work));
