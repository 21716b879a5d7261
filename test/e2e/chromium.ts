import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../../tools/setup/chromium.js';

const ARGS = [
  // Containers run as root, where Chromium's own sandbox cannot start.
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executable = async (): Promise<string> => {
  const path = await findChromium();
  if (!path) throw new Error('No Chromium: run "node tools/setup.js --browser" or set CHROMIUM_PATH.');
  return path;
};

export const launchChromium = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await executable(), args: ARGS });

/** A Chromium whose IndexedDB is on disk, in `profile`, and is there again after a restart. */
export const launchProfile = async (profile: string) =>
  chromium.launchPersistentContext(profile, { executablePath: await executable(), args: ARGS });
