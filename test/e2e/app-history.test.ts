import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { addField, addRecord, faultsIn, openApp, setField, startBook } from './app-steps.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

const serveApp = () => runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);

test("HI3: Mod+Z takes back one's own commands, also after a reload, and says what; text being typed has its own", async () => {
  const server = await serveApp();
  const { page, problems } = await openApp(browser, server.url);
  await startBook(page, 'Harbour', 'Ada');
  await addRecord(page, 'Weld seam at berth 3');
  await addField(page, 'Depth', '0.4');
  await setField(page, 'Depth', '0.5');
  const depth = page.getByRole('textbox', { name: 'Depth', exact: true });

  await expect.poll(() => depth.inputValue()).toBe('0.5');
  // Nothing of this reaches the book: the first undoing below is that of the depth.
  await page.getByLabel('New comment').fill('Not yet said');
  await page.keyboard.press('Control+Z');
  await page.getByLabel('New comment').fill('');

  await page.keyboard.press('Control+Z');
  await expect.poll(() => depth.inputValue()).toBe('0.4');
  await page.getByText('Undone: wrote Depth: 0.5 in “Weld seam at berth 3”.').waitFor();
  await page.reload();
  await depth.waitFor();
  await page.keyboard.press('Control+Shift+Z');
  await expect.poll(() => depth.inputValue()).toBe('0.5');

  await page.getByLabel('New comment').fill('Said');
  // At once: the line still holds what is being stored.
  await page.getByLabel('New comment').press('Enter');
  await page.keyboard.press('Control+Z');
  await page.getByText(/^Not undone: commented Said.* is there for good/).waitFor();
  await page.keyboard.press('Control+Z');
  await expect.poll(() => depth.inputValue()).toBe('0.4');
  expect(problems).toEqual([]);
});

test.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 480],
] as const)(
  'HI1, HI2: the history shows a record as it was and makes it so again (%s, %i wide)',
  async (colorScheme, width) => {
    const server = await serveApp();
    const { page, problems } = await openApp(browser, server.url, {
      colorScheme,
      viewport: { width, height: 760 },
    });
    await startBook(page, 'Harbour', 'Ada');
    await addRecord(page, 'Weld seam at berth 3');
    await addField(page, 'Depth', '0.4');
    await page.getByRole('textbox', { name: 'Prose' }).click();
    await page.keyboard.type('It runs along the toe.');
    await page.keyboard.press('Control+S');
    await setField(page, 'Depth', '0.5');
    await page.getByLabel('New tag').fill('urgent');
    await page.getByLabel('New tag').press('Enter');
    await page.getByRole('button', { name: 'Remove tag urgent' }).waitFor();

    await page.getByRole('button', { name: 'History of the record' }).click();
    const drawer = page.getByRole('complementary', { name: 'History' });
    await drawer.getByRole('option', { name: 'Now', selected: true }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await drawer.getByRole('option', { name: 'wrote Depth: 0.5', selected: true }).waitFor();
    const tag = page.getByText('Not there');
    await tag.waitFor();
    await page.getByText('changed here').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: 'Restore Depth' }).waitFor();
    expect(await faultsIn(page)).toEqual([]);

    await drawer.getByText('What a device knew at a time').click();
    await drawer.getByLabel('Device').selectOption({ index: 0 });
    await drawer.getByRole('button', { name: 'Show' }).click();
    await page.getByText(/^What .* knew, by its last change until/).waitFor();
    await page.getByText('It runs along the toe.').waitFor();
    expect(await faultsIn(page)).toEqual([]);
    await drawer.getByLabel('Time of its clock').fill('2001-01-01T10:42');
    await drawer.getByRole('button', { name: 'Show' }).click();
    await page.getByText('The record did not exist yet for this device.').waitFor();
    // Each step says its own time: what one person did in a row may have taken an hour.
    await drawer.getByRole('option', { name: /^wrote Depth: 0\.4 \d\d:\d\d/ }).click();

    await page.getByRole('button', { name: 'Restore Depth' }).click();
    const depth = page.getByRole('textbox', { name: 'Depth', exact: true });
    await expect.poll(() => depth.inputValue()).toBe('0.4');
    await drawer.getByRole('option', { name: 'went back: wrote Depth: 0.4' }).waitFor();
    await page.keyboard.press('Control+Z');
    await expect.poll(() => depth.inputValue()).toBe('0.5');

    await drawer.getByRole('option', { name: /^created the record/ }).click();
    await page.getByRole('button', { name: 'Restore everything' }).click();
    await page.getByRole('textbox', { name: 'Prose' }).filter({ hasNotText: 'toe' }).waitFor();
    await expect.poll(() => depth.inputValue()).toBe('');
    await page.getByRole('button', { name: 'Remove tag urgent' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+H');
    await drawer.waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
  },
);
