import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { addField, addRecord, faultsIn, openApp, setField, startBook, waitForPill } from './app-steps.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** What has the focus, by its name. */
const focusIn = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));

const serveApp = () => runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);

test('a book is started, written in, and there again after a reload without a network', async () => {
  const server = await serveApp();
  const { page, problems } = await openApp(browser, server.url);
  await startBook(page, 'Harbour', 'Ada');
  await addRecord(page, 'Weld seam at berth 3');
  await addField(page, 'Depth', '0.4');
  await page.getByLabel('New tag').fill('urgent');
  await page.getByLabel('New tag').press('Enter');
  await page.getByLabel('New task').fill('Take photographs');
  await page.getByLabel('New task').press('Enter');
  await page.getByRole('checkbox', { name: 'Done: Take photographs' }).click();
  await page.getByLabel('New log entry').fill('Crack seen <b>at low tide</b>');
  await page.getByLabel('New log entry').press('Enter');
  await page.getByText('Crack seen <b>at low tide</b>').waitFor();
  await page.getByRole('button', { name: 'Send to review' }).click();
  await page.getByRole('button', { name: 'Back to open' }).waitFor();
  await page.getByRole('textbox', { name: 'Prose' }).click();
  await page.keyboard.type('It runs along the toe.');
  await page.getByText('Writing …').waitFor();
  await page.keyboard.press('Control+S');
  await page.getByText('Writing …').waitFor({ state: 'detached' });
  await waitForPill(page, /Up to date/);

  // Case 9: it is not called up to date until the connection is given up, half a minute later.
  await page.context().setOffline(true);
  await page.getByTestId('sync-pill').getByText('Offline').waitFor({ timeout: 2_000 });
  await page.context().setOffline(false);
  await waitForPill(page, /Up to date/);

  await page.evaluate(() => navigator.serviceWorker.ready);
  await server.stop();
  await page.reload();
  await page.getByRole('textbox', { name: 'Depth' }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Depth' }).inputValue()).toBe('0.4');
  expect(await page.getByRole('checkbox', { name: 'Done: Take photographs' }).isChecked()).toBe(true);
  await page.getByRole('textbox', { name: 'Prose' }).filter({ hasText: 'It runs along the toe.' }).waitFor();
  await setField(page, 'Depth', '0.5');
  await waitForPill(page, /Offline, 1 change kept/);
  expect(problems).toEqual([]);
});

test('people are added with an age and interests, and errors are said where they occur', async () => {
  const server = await serveApp();
  const { page } = await openApp(browser, server.url);
  await startBook(page, 'Harbour', 'Ada');
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('button', { name: 'New person' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Bo');
  await dialog.getByLabel('Age').fill('old');
  await dialog.getByLabel('Interests').fill('boats, cranes');
  await dialog.getByRole('button', { name: 'Add person' }).click();
  await dialog.getByRole('alert').filter({ hasText: 'whole number' }).waitFor();
  await dialog.getByLabel('Age').fill('29');
  await dialog.getByRole('button', { name: 'Add person' }).click();
  await expect.poll(() => focusIn(page)).toBe('Name');
  await page.getByRole('button', { name: 'Remove interest boats' }).click();
  await page.getByLabel('New interest').fill('tides');
  await page.getByLabel('New interest').press('Enter');
  const row = page.getByRole('option', { name: /Bo/ });
  await expect.poll(() => row.innerText()).toMatch(/29\s+cranes, tides/);

  const interest = page.getByLabel('New interest');
  await interest.fill('x'.repeat(66));
  await page.getByText('2 characters too many: up to 64 fit.').waitFor();
  await interest.press('Enter');
  expect(await interest.inputValue()).toHaveLength(66);
  await interest.fill('');

  // Who writes in the book is no person of it until somebody says so.
  await page.getByRole('button', { name: 'Add Ada to the people' }).click();
  await expect.poll(() => page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Ada');
  await page.getByRole('region', { name: 'Who writes in this book' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Devices' }).click();
  await page.getByRole('button', { name: 'Rebuild all lists' }).click();
  await page.getByText(/no records, 2 people, no tasks .* Every line is as it was\./).waitFor();
});

test('the palette, the list and the panes are worked by keys alone', async () => {
  const server = await serveApp();
  const { page } = await openApp(browser, server.url);
  await startBook(page, 'Harbour', 'Ada');
  await addRecord(page, 'First');
  await expect.poll(() => focusIn(page)).toBe('Title');
  await addField(page, 'Depth', '0.4');
  await expect.poll(() => focusIn(page)).toBe('New field');
  await addRecord(page, 'Second');
  await page.keyboard.press('Control+K');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('combobox');
  await page.keyboard.type('first');
  await page.getByRole('option', { name: /First/, selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('First');
  await page.getByRole('listbox', { name: 'Records' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('Second');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('First');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('F6');
  await expect.poll(() => focusIn(page)).toBe('Opened');
});

test.each([
  ['light', 1280],
  ['dark', 900],
  ['light', 480],
] as const)('no screen has a serious accessibility fault (%s, %i wide)', async (colorScheme, width) => {
  const server = await serveApp();
  const viewport = { width, height: 640 };
  const { page } = await openApp(browser, server.url, { colorScheme, viewport });
  expect(await faultsIn(page)).toEqual([]);
  await startBook(page, 'Harbour', 'Ada');
  await addRecord(page, 'Weld seam at berth 3');
  await addField(page, 'Depth', '0.4');
  expect(await faultsIn(page)).toEqual([]);
  for (const section of ['Records', 'Tasks', 'People', 'Activity', 'Devices']) {
    await page.getByRole('link', { name: section }).click();
    await page.getByRole('heading', { name: section, level: 1 }).waitFor();
    expect(await faultsIn(page)).toEqual([]);
  }
  await page.getByRole('button', { name: 'Invite a device' }).click();
  await page.getByRole('button', { name: 'Make a link' }).waitFor();
  expect(await faultsIn(page)).toEqual([]);
});
