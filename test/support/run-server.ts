/** The real server for tests: in this process, or as a child that can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { systemClock, systemRandom, systemTimers } from '../../src/platform/clock.ts';
import { createCrypto } from '../../src/platform/crypto.ts';
import { readConfig } from '../../sync-server/config.ts';
import { startServer, type RunningServer, type ServerPlatform } from '../../sync-server/server.ts';
import { systemTurns } from '../../sync-server/turns.ts';

/** An empty folder that goes with the test. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const testPlatform = async (overrides: Partial<ServerPlatform> = {}): Promise<ServerPlatform> => ({
  crypto: await createCrypto(),
  clock: systemClock,
  random: systemRandom,
  timers: systemTimers,
  turns: systemTurns,
  log: pino({ enabled: false }),
  broken: (error) => {
    throw error;
  },
  ...overrides,
});

export const tryServer = async (args: readonly string[], overrides: Partial<ServerPlatform> = {}) => {
  const config = readConfig(['--port', '0', ...args], {});
  if (!config.ok) throw new Error(config.error.message);
  return startServer(config.value, await testPlatform(overrides));
};

/** Stopped when the test ends, if it has not been. */
export const runServer = async (
  args: readonly string[] = ['--data', temporaryFolder()],
  overrides: Partial<ServerPlatform> = {},
): Promise<RunningServer> => {
  const started = await tryServer(args, overrides);
  if (!started.ok) throw new Error(started.error.message);
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= started.value.stop());
  onTestFinished(stop);
  return { ...started.value, stop };
};

export interface ServerProcess {
  readonly child: ChildProcess;
  /** Undefined when it ended without listening. */
  readonly url: string | undefined;
  /** What it logged so far. */
  readonly lines: readonly { readonly msg?: string; readonly level?: number }[];
  /** All that it wrote so far, standard error included. */
  text(): string;
  /** Its exit code, or the signal that ended it. */
  ended(): Promise<number | string>;
}

export const spawnServer = async (
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<ServerProcess> => {
  const child = spawn(process.execPath, ['sync-server/main.ts', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let text = '';
  child.stderr.on('data', (data: Buffer) => {
    text += data.toString();
    process.stderr.write(data);
  });
  const lines: { readonly msg?: string; readonly url?: string }[] = [];
  // Not at its exit: what it wrote last is then still on its way.
  const exit = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  const listening = new Promise<string | undefined>((resolve) => {
    const output = createInterface({ input: child.stdout });
    output.on('close', () => resolve(undefined));
    output.on('line', (line) => {
      text += `${line}\n`;
      lines.push(JSON.parse(line));
      if (lines.at(-1)!.msg === 'listening') resolve(lines.at(-1)!.url);
    });
  });
  return { child, lines, text: () => text, url: await listening, ended: () => exit };
};
