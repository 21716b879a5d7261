import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import {
  addField,
  addRecord,
  faultsIn,
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

/** Two devices that wrote the depth, the status and an archiving against an edit, and a sign-off, without each other. */
const inConflict = async (options: BrowserContextOptions = {}): Promise<readonly [Page, Page]> => {
  const args = ['--data', temporaryFolder(), '--app', 'out/renderer'];
  const server = await runServer(args);
  const one = (await openApp(browser, server.url, options)).page;
  await startBook(one, 'Harbour', 'Ada');
  await addRecord(one, 'Weld seam');
  await addField(one, 'Depth', '0.4');
  const two = (await openApp(browser, await invite(one), options)).page;
  await joinBook(two, 'Bo');
  await one.getByRole('link', { name: 'Records' }).click();
  for (const page of [one, two]) {
    await page.getByRole('option', { name: /Weld seam/ }).click();
    await page.getByRole('textbox', { name: 'Depth' }).waitFor();
  }
  await waitForPill(one, /Up to date/);
  await server.stop();
  for (const page of [one, two]) await waitForPill(page, /Offline/);
  await setField(one, 'Depth', '0.6');
  await one.getByRole('button', { name: 'Send to review' }).click();
  await one.getByRole('button', { name: 'Close', exact: true }).click();
  await setField(two, 'Depth', '0.3');
  await two.getByRole('button', { name: 'Send to review' }).click();
  await two.getByLabel('Meaning of the sign-off').fill('Reviewed');
  await two.getByRole('button', { name: 'Sign off', exact: true }).click();
  await two.getByText('Reviewed', { exact: true }).waitFor();
  await one.getByRole('button', { name: 'Archive', exact: true }).click();
  await one.getByRole('button', { name: 'Restore', exact: true }).waitFor();
  await runServer([...args, '--port', new URL(server.url).port]);
  for (const page of [one, two]) await waitForPill(page, /Up to date/);
  return [one, two];
};

const inboxOf = (page: Page) => page.getByRole('listbox', { name: 'Conflicts' });
const card = (page: Page, label: string) =>
  page.getByRole('form', { name: `Conflict: ${label} in Weld seam` });

test('CF1, CF2: every conflict waits in the inbox of both devices, and is decided there by keyboard alone', async () => {
  const [one, two] = await inConflict();
  for (const page of [one, two]) {
    await page.keyboard.press('Control+J');
    for (const kind of [/several values/, /two outcomes/, /archived and edited/, /signed and edited/])
      await inboxOf(page).getByRole('option', { name: kind }).waitFor();
    await page.getByRole('link', { name: /Inbox 4 to decide/ }).waitFor();
  }

  await inboxOf(one).getByRole('option', { name: /Depth/ }).click();
  const depth = card(one, 'Depth');
  await depth.getByText('Before').waitFor();
  await depth.getByText('0.4', { exact: true }).waitFor();
  expect(await depth.getByText(/^Had seen/).count()).toBe(2);
  const mine = depth.getByRole('radio', { name: /0\.6/ });
  const number = (await depth.getByRole('radio').all()).length - 1;
  expect(number).toBe(2);
  await one.keyboard.press('1');
  await one.keyboard.press('2');
  await mine.check();
  await one.getByLabel('Reason').fill('Measured twice');
  await one.keyboard.press('Control+Enter');
  for (const page of [one, two])
    await inboxOf(page).getByRole('option', { name: /Depth/ }).waitFor({ state: 'detached' });

  // What is left, one after another: after each decision the next is open.
  for (let left = 3; left > 0; left--) {
    await expect.poll(() => inboxOf(one).getByRole('option').count()).toBe(left);
    await one.getByRole('radio').first().waitFor();
    await one.keyboard.press('1');
    await one.keyboard.press('Control+Enter');
  }
  for (const page of [one, two]) await page.getByText('Nothing waits for a decision.').waitFor();

  await two.getByRole('link', { name: 'Activity' }).click();
  const settling = two.getByRole('option', { name: /Ada settled a conflict Depth: kept 0\.6 over 0\.3/ });
  await settling.click();
  await two.keyboard.press('Control+H');
  await two.getByRole('complementary').getByText('Reason: Measured twice').waitFor();
});

test('CF2: something else than any side may be written, and is taken back by Mod+Z, which brings the conflict back', async () => {
  const [one, two] = await inConflict();
  await one.keyboard.press('Control+J');
  await inboxOf(one).getByRole('option', { name: /Depth/ }).click();
  await card(one, 'Depth').getByLabel('Something else, in your words').fill('0.45');
  await one.keyboard.press('Control+Enter');
  await expect.poll(() => two.getByRole('textbox', { name: 'Depth' }).inputValue()).toBe('0.45');
  await one.keyboard.press('Control+Z');
  await inboxOf(one).getByRole('option', { name: /Depth/ }).waitFor();
});

test('a conflict that is settled elsewhere while it is looked at says so', async () => {
  const [one, two] = await inConflict();
  for (const page of [one, two]) {
    await page.keyboard.press('Control+J');
    await inboxOf(page).getByRole('option', { name: /Depth/ }).click();
    await card(page, 'Depth').waitFor();
  }
  await two.keyboard.press('1');
  await two.keyboard.press('Control+Enter');
  const words = one.getByText(/This conflict is settled: somebody has decided it/);
  await words.waitFor();
  expect(await inboxOf(one).getByRole('option', { name: /Depth/ }).count()).toBe(0);
});

test.each([
  ['light', 1280],
  ['dark', 900],
  ['light', 480],
] as const)('the inbox has no serious accessibility fault (%s, %i wide)', async (colorScheme, width) => {
  const [one] = await inConflict({ colorScheme, viewport: { width, height: 760 } });
  await one.keyboard.press('Control+J');
  expect(await faultsIn(one)).toEqual([]);
  await inboxOf(one).getByRole('option', { name: /Depth/ }).click();
  await card(one, 'Depth')
    .getByText(/^Had seen/)
    .first()
    .waitFor();
  await one.keyboard.press('1');
  expect(await faultsIn(one)).toEqual([]);
});
