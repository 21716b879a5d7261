import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { addRecord, openApp, startBook, waitForPill } from './app-steps.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

test('case 4: a window whose databases Chromium closes under it goes on recording and syncing', async () => {
  const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  const { page, problems } = await openApp(browser, server.url);
  await startBook(page, 'Harbour', 'Ada');
  await addRecord(page, 'Before');
  await waitForPill(page, /Up to date/);

  const beside = await page.evaluateHandle(async () => {
    const request = indexedDB.open('daybook');
    await new Promise((resolve) => request.addEventListener('success', resolve));
    return {
      closed: new Promise((resolve) => request.result.addEventListener('close', () => resolve(true))),
    };
  });
  const internals = await page.context().newPage();
  await internals.goto('chrome://indexeddb-internals');
  await internals.locator('.force-close').click();
  expect(await beside.evaluate(({ closed }) => closed)).toBe(true);

  await addRecord(page, 'After');
  await waitForPill(page, /Up to date/);
  await page.reload();
  await page.getByRole('option', { name: /Before/ }).waitFor();
  await page.getByRole('option', { name: /After/ }).waitFor();
  expect(problems).toEqual([]);
});
