/**
 * Brings a checkout to where the next npm script can run: dependencies, then on request
 * Chromium (`--browser`) and the built app (`--build`).
 *
 * Plain JavaScript without dependencies, for Node 20: on a fresh clone there is nothing else yet.
 * Everything is said on stderr, because `fleet` and `bench` print results on stdout.
 */
import { setUpBrowser } from './setup/browser.js';
import { setUpBuild } from './setup/build.js';
import { setUpDependencies } from './setup/dependencies.js';
import { SetupError } from './setup/run.js';

const OLDEST_NODE = 20;

try {
  const major = Number.parseInt(process.versions.node, 10);
  if (major < OLDEST_NODE) {
    throw new SetupError(`Node ${OLDEST_NODE} or newer is needed; this is ${process.versions.node}.`);
  }
  setUpDependencies();
  if (process.argv.includes('--browser')) await setUpBrowser();
  if (process.argv.includes('--build')) setUpBuild();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`setup: ${error.message}\n`);
  process.exitCode = 1;
}
