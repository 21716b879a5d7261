import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './chromium.js';
import { projectNode } from './dependencies.js';
import { ROOT, run, say, SetupError } from './run.js';

const isRootOnDebian = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

export const setUpBrowser = async () => {
  if (await findChromium()) return;
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen) throw new SetupError(`CHROMIUM_PATH is ${chosen}, where there is no file.`);
  if (isRootOnDebian()) {
    try {
      run('installing Chromium for the tests (apt-get)', 'apt-get', ['update', '-q']);
      run('still installing Chromium', 'apt-get', ['install', '-qy', '--no-install-recommends', 'chromium']);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      say(`${error.message} Trying Playwright's own download.`);
    }
    if (await findChromium()) return;
  }
  const playwright = join(ROOT, 'node_modules', 'playwright-core', 'cli.js');
  run('downloading Chromium for the tests (playwright-core)', projectNode, [
    playwright,
    'install',
    'chromium',
  ]);
  if (!(await findChromium())) throw new SetupError('no Chromium was found; set CHROMIUM_PATH to one.');
};
