/** The sync server as a child process: started, watched until it listens, stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import type { StartOptions } from './options.ts';

const HOST = '127.0.0.1';
const WARNING = 40;
const STOP_MS = 10_000;

export interface RunningServer {
  readonly process: ChildProcess;
  readonly url: string;
}

interface LogLine {
  readonly msg?: string;
  readonly url?: string;
  readonly level?: number;
}

const parseLine = (line: string): LogLine => {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    // Not from the logger: a person should see it as it is.
    return { msg: line, level: WARNING };
  }
};

/** Gives up when `cancelled` settles: the server may be waiting for a lock that never comes. */
export const startServer = async (
  { port, data }: StartOptions,
  cancelled: Promise<unknown>,
): Promise<Result<RunningServer, Failure<'start.server'>>> => {
  const args = ['--host', HOST, '--port', String(port), '--data', data, '--app', 'out/renderer'];
  const server = spawn(process.execPath, ['sync-server/main.ts', ...args], {
    // The channel tells the server when we are gone, however we went.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    // In a process group of its own, Ctrl-C reaches it once and through us, in order.
    detached: process.platform !== 'win32',
  });
  const listening = new Promise<string>((resolve) => {
    createInterface({ input: server.stdout! }).on('line', (line) => {
      const { msg, url, level } = parseLine(line);
      if (msg === 'listening' && url) resolve(url);
      else if ((level ?? 0) >= WARNING) process.stderr.write(`server: ${msg ?? line}\n`);
    });
  });
  const ended = Promise.race([cancelled, once(server, 'exit')]).then(() => undefined);
  const url = await Promise.race([listening, ended]);
  if (url === undefined) {
    await stopChild(server);
    return fail('start.server', 'The sync server did not start; what it said is above.');
  }
  return ok({ process: server, url });
};

/** Asks a child to end and waits until it has; one that does not answer is killed. */
export const stopChild = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const lost = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(lost);
};
