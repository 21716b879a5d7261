import type { Browser, Page } from 'playwright-core';
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

/** Two devices of one book, both showing its one record. */
const openTwo = async (url: string): Promise<readonly [Page, Page]> => {
  const one = await openApp(browser, url);
  await startBook(one.page, 'Harbour', 'Ada');
  await addRecord(one.page, 'Weld seam');
  await addField(one.page, 'Depth', '0.4');
  const two = await openApp(browser, await invite(one.page));
  await joinBook(two.page, 'Bo');
  await one.page.getByRole('link', { name: 'Records' }).click();
  for (const { page } of [one, two]) {
    await page.getByRole('option', { name: /Weld seam/ }).click();
    await page.getByRole('textbox', { name: 'Depth' }).waitFor();
    await page.getByRole('textbox', { name: 'Prose' }).waitFor();
  }
  return [one.page, two.page];
};

const proseOf = (page: Page): Promise<string> => page.getByRole('textbox', { name: 'Prose' }).innerText();

test('CF1 two devices write one field while the server is down: both values stay, and one is chosen', async () => {
  const data = temporaryFolder();
  const args = ['--data', data, '--app', 'out/renderer'];
  const server = await runServer(args);
  const [one, two] = await openTwo(server.url);
  await waitForPill(one, /Up to date/);
  await server.stop();
  await setField(one, 'Depth', '0.6');
  await setField(two, 'Depth', '0.3');
  for (const page of [one, two]) await waitForPill(page, /Offline, 1 change kept/);

  await runServer([...args, '--port', new URL(server.url).port]);
  const back = Date.now();
  for (const page of [one, two]) {
    const conflict = page.getByRole('region', { name: 'Conflict in Depth' });
    await conflict.getByText('0.6', { exact: true }).waitFor();
    await conflict.getByText('0.3', { exact: true }).waitFor();
  }
  expect(Date.now() - back).toBeLessThan(3_000);

  const mine = one.getByRole('listitem').filter({ hasText: '0.6' });
  await mine.getByRole('button', { name: 'Keep this' }).click();
  for (const page of [one, two]) {
    await page.getByRole('region', { name: 'Conflict in Depth' }).waitFor({ state: 'detached' });
    expect(await page.getByRole('textbox', { name: 'Depth' }).inputValue()).toBe('0.6');
  }
});

test('CF2 a sign-off and an edit that had not seen one another are decided by a person, on every device', async () => {
  const args = ['--data', temporaryFolder(), '--app', 'out/renderer'];
  const server = await runServer(args);
  const [one, two] = await openTwo(server.url);
  await waitForPill(one, /Up to date/);
  await server.stop();
  await one.getByLabel('Meaning of the sign-off').fill('Reviewed');
  await one.getByRole('button', { name: 'Sign off', exact: true }).click();
  await setField(two, 'Depth', '0.3');
  for (const page of [one, two]) await waitForPill(page, /Offline, 1 change kept/);

  await runServer([...args, '--port', new URL(server.url).port]);
  const doubt = (page: Page) => page.getByRole('region', { name: 'Conflict in Sign-off: Reviewed' });
  for (const page of [one, two])
    await doubt(page).getByText('Edited without having seen the sign-off').waitFor();
  expect(await one.getByRole('option', { name: /Weld seam/ }).innerText()).toContain('1 conflict');
  await doubt(two).getByRole('button', { name: 'Withdraw it' }).click();
  for (const page of [one, two]) {
    await page.getByText('Withdrawn').waitFor();
    expect(await doubt(page).count()).toBe(0);
    expect(await page.getByRole('option', { name: /Weld seam/ }).innerText()).not.toContain('conflict');
  }
});

test('two people write prose at once and no character is lost', async () => {
  const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  const [one, two] = await openTwo(server.url);
  const alphabet = 'abcdefghijklmnopqrstuvwxyz';
  const type = async (page: Page, text: string): Promise<void> => {
    await page.getByRole('textbox', { name: 'Prose' }).click();
    await page.keyboard.type(text, { delay: 40 });
  };
  await Promise.all([type(one, alphabet.repeat(3)), type(two, alphabet.toUpperCase().repeat(3))]);
  await expect
    .poll(async () => [...(await proseOf(one))].toSorted().join(''))
    .toBe([...alphabet.repeat(3), ...alphabet.toUpperCase().repeat(3)].toSorted().join(''));
  await expect.poll(async () => (await proseOf(two)) === (await proseOf(one))).toBe(true);
});

test('CF1 an edit replaces what stood when it began, and not what came while it was typed', async () => {
  const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  const [one, two] = await openTwo(server.url);
  const input = one.getByRole('textbox', { name: 'Depth', exact: true });
  await input.fill('0.6');
  await setField(two, 'Depth', '0.3');
  await one.getByText('Changed elsewhere meanwhile').waitFor();
  expect(await input.inputValue()).toBe('0.6');
  await input.press('Enter');
  for (const page of [one, two]) {
    const conflict = page.getByRole('region', { name: 'Conflict in Depth' });
    await conflict.getByText('0.6', { exact: true }).waitFor();
    await conflict.getByText('0.3', { exact: true }).waitFor();
  }
});
