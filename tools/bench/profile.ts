/** Real Chromium over profiles on disk. */
import { cp } from 'node:fs/promises';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../setup/chromium.js';
import { newFolder, removeFolder } from './disk.ts';
import type { BenchPage } from './pages/bench-page.ts';
import { say } from './say.ts';

// Containers run as root, where Chromium's own sandbox cannot start.
const ARGS = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const TRIES = 3;
/** Building the largest book takes a minute or two. */
const PATIENCE_MS = 600_000;

/** What runs in the page finds its functions here. */
declare global {
  interface Window {
    bench: BenchPage;
  }
}

const launch = async (profile: string): Promise<BrowserContext> => {
  const executablePath = await findChromium();
  if (!executablePath)
    throw new Error('No Chromium: run "node tools/setup.js --browser" or set CHROMIUM_PATH.');
  return chromium.launchPersistentContext(profile, { executablePath, args: ARGS });
};

const openPage = async (context: BrowserContext, url: string): Promise<Page> => {
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('pageerror', (error) => say(`  in the page: ${error.message}`));
  await page.goto(url);
  await page.waitForFunction(() => 'bench' in window);
  return page;
};

/** Opens `url` in a browser of its own over `profile`, which stays. */
const inProfile = async <T>(profile: string, url: string, work: (page: Page) => Promise<T>): Promise<T> => {
  const context = await launch(profile);
  try {
    return await work(await openPage(context, url));
  } finally {
    await context.close();
  }
};

/** The same in a profile that is fresh, or a copy of `like`, and goes afterwards. A page that is lost is tried again. */
export const inFreshProfile = async <T>(
  url: string,
  work: (page: Page) => Promise<T>,
  like?: string,
): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    const profile = await newFolder('profile');
    try {
      if (like) await cp(like, profile, { recursive: true });
      return await inProfile(profile, url, work);
    } catch (error) {
      if (attempt === TRIES) throw error;
      say(`  lost a page, trying again: ${(error as Error).message}`);
    } finally {
      await removeFolder(profile);
    }
  }
};

/** A profile that is prepared once and copied by the cases that start from it. */
export const prepareProfile = async (url: string, work: (page: Page) => Promise<void>): Promise<string> => {
  const profile = await newFolder('profile');
  await inProfile(profile, url, work);
  return profile;
};
