import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface ServerProcess {
  /** Origin to dial. */
  readonly url: string;
  readonly pid: number;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** The real sync server as a child process, on a port of its own, its data in a temporary folder. */
export const startServer = async (): Promise<ServerProcess> => {
  const data = await mkdtemp(join(tmpdir(), 'daybook-fleet-'));
  const main = new URL('../../sync-server/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main, '--host', '127.0.0.1', '--port', '0', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const entry = JSON.parse(line) as { msg?: string; url?: string };
      if (entry.msg === 'listening' && entry.url) resolve(entry.url);
    });
    void ended.then(() =>
      reject(new Error(`The sync server ended with ${child.exitCode} before it listened.`)),
    );
  });
  return {
    url,
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
};
