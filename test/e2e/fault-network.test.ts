import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import {
  addField,
  addRecord,
  invite,
  joinBook,
  openApp,
  setField,
  startBook,
  waitForPill,
} from './app-steps.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

test('a book is started, written in and searched with no server at all, and goes there when one comes', async () => {
  const data = temporaryFolder();
  const args = ['--data', data, '--app', 'out/renderer'];
  const server = await runServer(args);
  const { page, problems } = await openApp(browser, server.url);
  await page.getByLabel('Title of the book').waitFor();
  await server.stop();

  await startBook(page, 'Harbour', 'Ada');
  await addRecord(page, 'Weld seam');
  await addField(page, 'Depth', '0.4');
  await setField(page, 'Depth', '0.5');
  await addRecord(page, 'Crane rail');
  // That the book was started is one of them.
  await waitForPill(page, /Offline, 5 changes kept/);
  await page.getByRole('option', { name: /Weld seam/ }).click();
  await expect.poll(() => page.getByRole('textbox', { name: 'Depth' }).inputValue()).toBe('0.5');

  await runServer([...args, '--port', new URL(server.url).port]);
  await waitForPill(page, /Up to date/);
  const other = await openApp(browser, await invite(page));
  await joinBook(other.page, 'Bo');
  await other.page.getByRole('option', { name: /Crane rail/ }).waitFor();
  await other.page.getByRole('option', { name: /Weld seam/ }).waitFor();
  expect(problems).toEqual([]);
});

test('one who joins by a link while the server is away is let in when it is back', async () => {
  const data = temporaryFolder();
  const args = ['--data', data, '--app', 'out/renderer'];
  const server = await runServer(args);
  const { page, problems } = await openApp(browser, server.url);
  await startBook(page, 'Harbour', 'Ada');
  await addRecord(page, 'Weld seam');
  await waitForPill(page, /Up to date/);
  const other = await openApp(browser, server.url);
  await other.page.getByRole('tab', { name: 'Join with a link' }).click();
  await server.stop();

  // Made while the server is away, so that it hears of the invitation only afterwards, and perhaps after the guest.
  const link = await invite(page);
  await other.page.getByRole('textbox', { name: /link/i }).fill(link);
  await joinBook(other.page, 'Bo');
  await waitForPill(other.page, /Joining/);
  await runServer([...args, '--port', new URL(server.url).port]);
  await other.page.getByRole('option', { name: /Weld seam/ }).waitFor();
  await addRecord(other.page, 'Crane rail');
  await page.getByRole('link', { name: 'Records' }).click();
  await page.getByRole('option', { name: /Crane rail/ }).waitFor();
  expect([...problems, ...other.problems]).toEqual([]);
});
