import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { addRecord, faultsIn, invite, joinBook, openApp, startBook, waitForPill } from './app-steps.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

const proseOf = (page: Page) => page.getByRole('textbox', { name: 'Prose' });
const inboxOf = (page: Page) => page.getByRole('listbox', { name: 'Conflicts' });

/** Writes behind what stands before the full stop of the one sentence there is, and waits until it is stored. */
const writeBeforeTheEnd = async (page: Page, words: string): Promise<void> => {
  await proseOf(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type(words);
  await waitForPill(page, /Offline, \d+ change/);
  await page.getByText('Writing …').waitFor({ state: 'hidden' });
};

test('CF3: one sentence that two devices rewrote without a network waits in the inbox of both, and is decided there', async () => {
  const args = ['--data', temporaryFolder(), '--app', 'out/renderer'];
  const server = await runServer(args);
  const one = (await openApp(browser, server.url)).page;
  await startBook(one, 'Harbour', 'Ada');
  await addRecord(one, 'Weld seam');
  await proseOf(one).click();
  await one.keyboard.type('The seam is cracked.');
  const two = (await openApp(browser, await invite(one))).page;
  await joinBook(two, 'Bo');
  await one.getByRole('link', { name: 'Records' }).click();
  for (const page of [one, two]) {
    await page.getByRole('option', { name: /Weld seam/ }).click();
    await expect.poll(() => proseOf(page).innerText()).toBe('The seam is cracked.');
    await waitForPill(page, /Up to date/);
  }
  await server.stop();
  for (const page of [one, two]) await waitForPill(page, /Offline/);
  await writeBeforeTheEnd(one, ' at low tide');
  await writeBeforeTheEnd(two, ' and was welded');
  await runServer([...args, '--port', new URL(server.url).port]);
  for (const page of [one, two]) {
    await waitForPill(page, /Up to date/);
    await page.keyboard.press('Control+J');
    await inboxOf(page)
      .getByRole('option', { name: /one sentence, two edits/ })
      .waitFor();
  }

  // From where the text is read, there is a way to where it is decided.
  await one.getByRole('link', { name: 'Records' }).click();
  await one.getByRole('option', { name: /Weld seam.*1 conflict/ }).click();
  await one
    .getByRole('region', { name: 'Conflicts in the prose' })
    .getByRole('link', { name: 'Decide' })
    .click();
  const card = one.getByRole('form', { name: 'Conflict: Prose in Weld seam' });
  await card.getByRole('radio', { name: /The seam is cracked and was welded\./ }).waitFor();
  await card.getByRole('radio', { name: /Leave the text as it stands/ }).waitFor();
  expect(await faultsIn(one)).toEqual([]);
  await card.getByRole('radio', { name: /^The seam is cracked at low tide\./ }).check();
  await one.keyboard.press('Control+Enter');
  for (const page of [one, two]) {
    await page.getByText('Nothing waits for a decision.').waitFor();
    await page.getByRole('link', { name: 'Records' }).click();
    await page.getByRole('option', { name: /Weld seam/ }).click();
    await expect.poll(() => proseOf(page).innerText()).toBe('The seam is cracked at low tide.');
  }
});
