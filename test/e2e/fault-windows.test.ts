import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import {
  addRecord,
  invite,
  joinBook,
  openApp,
  setField,
  addField,
  startBook,
  waitForPill,
} from './app-steps.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

const ELSEWHERE = /another window syncs/;

/** A further window of the profile that `context` is. */
const openWindow = async (context: BrowserContext, url: string): Promise<Page> => {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(url);
  await page.getByRole('heading', { name: 'Records' }).waitFor();
  return page;
};

const listed = (page: Page, title: string) => page.getByRole('option', { name: new RegExp(title) });

const showRecords = (page: Page): Promise<void> => page.getByRole('link', { name: 'Records' }).click();

test('two windows of one profile both record, one of them syncs, and the other takes over when it is closed', async () => {
  const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  const { page: first, problems } = await openApp(browser, server.url);
  await startBook(first, 'Harbour', 'Ada');
  await waitForPill(first, /Up to date/);
  const elsewhere = await openApp(browser, await invite(first));
  await joinBook(elsewhere.page, 'Bo');
  await showRecords(first);

  const second = await openWindow(first.context(), server.url);
  await waitForPill(second, ELSEWHERE);
  await addRecord(first, 'Weld seam');
  await addRecord(second, 'Crane rail');
  for (const page of [first, second, elsewhere.page]) {
    await listed(page, 'Weld seam').waitFor();
    await listed(page, 'Crane rail').waitFor();
  }
  // The one that does not sync shows what comes from other devices too.
  await addRecord(elsewhere.page, 'Bollard 7');
  for (const page of [first, second]) await listed(page, 'Bollard 7').waitFor();
  await waitForPill(first, /Up to date/);
  await waitForPill(second, ELSEWHERE);

  await first.close();
  await waitForPill(second, /Up to date/);
  await addRecord(second, 'Fender');
  await listed(elsewhere.page, 'Fender').waitFor();
  await addRecord(elsewhere.page, 'Ladder');
  await listed(second, 'Ladder').waitFor();
  expect([...problems, ...elsewhere.problems]).toEqual([]);
});

test('CF1 two windows of one profile write one field in turn, and each replaces what the other wrote', async () => {
  const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  const { page: first } = await openApp(browser, server.url);
  await startBook(first, 'Harbour', 'Ada');
  await addRecord(first, 'Weld seam');
  await addField(first, 'Depth', '0.1');
  const second = await openWindow(first.context(), server.url);
  await listed(second, 'Weld seam').click();
  const depth = (page: Page) => page.getByRole('textbox', { name: 'Depth', exact: true });
  for (const [page, other, value] of [
    [first, second, '0.2'],
    [second, first, '0.3'],
    [first, second, '0.4'],
  ] as const) {
    await setField(page, 'Depth', value);
    await expect.poll(() => depth(other).inputValue()).toBe(value);
  }
  for (const page of [first, second])
    expect(await page.getByRole('region', { name: 'Conflict in Depth' }).count()).toBe(0);
});

test('case 4: when the window that leads crashes, another leads, and nothing is recorded twice', async () => {
  const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  const { page: first } = await openApp(browser, server.url);
  await startBook(first, 'Harbour', 'Ada');
  const second = await openWindow(first.context(), server.url);
  await waitForPill(second, ELSEWHERE);
  await addRecord(second, 'Weld seam');
  await listed(first, 'Weld seam').waitFor();

  const session = await first.context().newCDPSession(first);
  const crashed = first.waitForEvent('crash');
  session.send('Page.crash').catch(() => undefined); // Nobody is left to answer.
  await crashed;
  await waitForPill(second, /Up to date/);
  await addRecord(second, 'Crane rail');
  await waitForPill(second, /Up to date/);
  await showRecords(second);
  expect(await second.getByRole('option').count()).toBe(2);
});
