import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { invite, joinBook, openApp, startBook, waitForPill } from './app-steps.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

test('ME2 a device whose invitation was used already is told so, and joins by another', async () => {
  const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  const founder = await openApp(browser, server.url);
  await startBook(founder.page, 'Harbour', 'Ada');
  const link = await invite(founder.page);
  const first = await openApp(browser, link);
  await joinBook(first.page, 'Bo');
  await waitForPill(first.page, /Up to date/);

  const { page } = await openApp(browser, link);
  await page.getByLabel('Your name').fill('Cy');
  await page.getByRole('button', { name: 'Join the book' }).click();
  await page.getByRole('heading', { name: 'This device was not let in' }).waitFor();
  await page.getByLabel('Link').fill(await invite(founder.page));
  await joinBook(page, 'Cy');
  await waitForPill(page, /Up to date/);
  await page.getByRole('link', { name: 'Devices' }).click();
  await expect.poll(() => page.getByRole('main').innerText()).toContain('Devices\n3');
  await page.getByText(/^Ada, admin, began the book on/).waitFor();
  await page.getByText(/^Bo, member, let in by .* on/).waitFor();
  expect(await page.getByText(/^Cy, member/).count()).toBe(1);
  expect(await page.getByRole('listitem').filter({ hasText: 'This device' }).innerText()).toContain('Cy,');
});
