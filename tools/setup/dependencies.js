import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, SetupError } from './run.js';

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lock */

/** @param {string} path @returns {Lock | undefined} */
const readLock = (path) => {
  const file = join(ROOT, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
};

/**
 * npm writes the second file as the last act of an installation: it is the stamp. Contents are compared,
 * not times, because a checkout or a branch switch touches the first without changing it.
 * @param {Lock} wanted @param {Lock | undefined} installed
 */
const isCurrent = (wanted, installed) => {
  if (!installed) return false;
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed.packages[path];
    // Binaries of other platforms are optional and stay away.
    return found ? found.version === entry.version : entry.optional === true;
  });
};

/** npm itself says where it lives when it runs a script; a direct `node tools/setup.js` looks on PATH. */
const npmCommand = () => {
  const cli = process.env['npm_execpath'];
  const node = process.env['npm_node_execpath'];
  if (cli && node && cli.endsWith('.js')) return { command: node, args: [cli] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
};

export const setUpDependencies = () => {
  const wanted = readLock('package-lock.json');
  if (!wanted) throw new SetupError('package-lock.json is missing: this is not a whole checkout.');
  if (isCurrent(wanted, readLock('node_modules/.package-lock.json'))) return;
  const npm = npmCommand();
  // A caller's --silent would hide why an installation failed.
  const options = ['--no-audit', '--no-fund', '--loglevel=error'];
  try {
    run('installing dependencies (npm ci)', npm.command, [...npm.args, 'ci', ...options]);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    // npm ci refuses a lock that lacks binaries of some other platform, as one written behind a partial mirror does.
    const command = [...npm.args, 'install', '--no-save', ...options];
    run('npm ci refused; installing by npm install, which leaves the lock as it is', npm.command, command);
  }
  // The project's own Node arrives by an install script, which npm may have been told to block.
  const node = spawnSync(projectNode, ['--version']);
  if (node.status !== 0) {
    throw new SetupError(
      'the "node" package was installed without its binary; run "npm rebuild node" with scripts allowed.',
    );
  }
};

export const projectNode = join(
  ROOT,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
