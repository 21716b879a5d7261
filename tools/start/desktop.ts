/** The desktop window, where Electron and a display can be had. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';

const PACKAGE = join('node_modules', 'electron');
const DOWNLOAD_MS = 180_000;

/** The package is asked by its files: importing it starts a download. */
export const findElectron = (): string | undefined => {
  const pathFile = join(PACKAGE, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(PACKAGE, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
};

/** Electron's binary does not come with npm: its package fetches it from GitHub on first use. */
const downloadElectron = (): string | undefined => {
  process.stderr.write('Fetching Electron for the desktop window (once)…\n');
  spawnSync(process.execPath, [join(PACKAGE, 'install.js')], { stdio: 'ignore', timeout: DOWNLOAD_MS });
  return findElectron();
};

const hasDisplay = (env: NodeJS.ProcessEnv): boolean =>
  process.platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);

export const openDesktop = (serverUrl: string): Result<ChildProcess, Failure<'start.desktop'>> => {
  if (!hasDisplay(process.env)) return fail('start.desktop', 'there is no display');
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return fail('start.desktop', 'Electron keeps its sandbox, which does not work as root');
  }
  const binary = findElectron() ?? downloadElectron();
  if (!binary) return fail('start.desktop', "Electron's binary could not be fetched");
  const env = { ...process.env, DAYBOOK_SERVER: serverUrl };
  const desktop = spawn(binary, ['.'], { env, stdio: 'inherit', detached: process.platform !== 'win32' });
  desktop.once('error', (error) =>
    process.stderr.write(`The desktop window did not open: ${error.message}\n`),
  );
  desktop.once('exit', () =>
    process.stderr.write(`The desktop window is closed; ${serverUrl} is still served.\n`),
  );
  return ok(desktop);
};
