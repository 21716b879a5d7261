import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode } from './dependencies.js';
import { ROOT, run } from './run.js';

const SOURCES = ['src', 'main', 'renderer', 'electron.vite.config.ts', 'package-lock.json'];
const STAMP = join(ROOT, 'out', '.sources');

/** @param {string} path @returns {string[]} */
const filesUnder = (path) =>
  statSync(join(ROOT, path)).isDirectory()
    ? readdirSync(join(ROOT, path))
        .toSorted()
        .flatMap((name) => filesUnder(`${path}/${name}`))
    : [path];

/** Contents rather than times: a switch of branches and back needs no build. */
const sourceHash = () => {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap(filesUnder)) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0');
  }
  return hash.digest('hex');
};

export const setUpBuild = () => {
  const wanted = sourceHash();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  const cli = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  run('building the app', projectNode, [cli, 'build', '--logLevel', 'warn']);
  writeFileSync(STAMP, wanted);
};
