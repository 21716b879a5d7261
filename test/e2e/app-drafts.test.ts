import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { addField, addRecord, openApp, startBook } from './app-steps.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

const begun = async () => {
  const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  const { page } = await openApp(browser, server.url);
  await startBook(page, 'Harbour', 'Ada');
  await addRecord(page, 'Weld seam');
  await addField(page, 'Depth', '0.4');
  await addRecord(page, 'Crane');
  return page;
};

test('what was begun and not saved is there again when its record is, and the browser asks before it is lost', async () => {
  const page = await begun();
  await page.getByLabel('New comment').fill('Half a thought,\non two lines');
  await page.getByRole('option', { name: /Weld seam/ }).click();
  await page.getByRole('textbox', { name: 'Depth', exact: true }).waitFor();
  expect(await page.getByLabel('New comment').inputValue()).toBe('');
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Records' }).click();
  await page.getByRole('option', { name: /Crane/ }).click();
  expect(await page.getByLabel('New comment').inputValue()).toBe('Half a thought,\non two lines');

  const asked = page.waitForEvent('dialog');
  await page.evaluate(() => setTimeout(() => location.reload()));
  await (await asked).dismiss();
  await page.getByLabel('New comment').press('Enter');
  await page.getByText('on two lines').waitFor();
  await page.reload();
  await page.getByText('on two lines').waitFor();
});

/** In the page: holds the databases, as much work before it would, until `release` is called. */
const holdDatabases = async () => {
  let isHeld = true;
  for (const { name } of await indexedDB.databases()) {
    const request = indexedDB.open(name!);
    await new Promise((resolve) => request.addEventListener('success', resolve));
    const stores = [...request.result.objectStoreNames];
    const store = request.result.transaction(stores, 'readwrite').objectStore(stores[0]!);
    const keep = (): void => {
      if (isHeld) store.count().addEventListener('success', keep);
      else request.result.close();
    };
    await new Promise<void>((resolve) =>
      store.count().addEventListener('success', () => {
        keep();
        resolve();
      }),
    );
  }
  return { release: () => void (isHeld = false) };
};

test('prose that waits to be stored is asked about also where another page is shown, and is stored', async () => {
  const page = await begun();
  const prose = page.getByRole('textbox', { name: 'Prose' });
  await prose.click();
  const held = await page.evaluateHandle(holdDatabases);
  await page.keyboard.insertText('Seen at low tide.');
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('heading', { name: 'People' }).waitFor();
  const asked = page.waitForEvent('dialog');
  await page.evaluate(() => setTimeout(() => location.reload()));
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  await held.evaluate(({ release }) => release());
  await page.getByRole('link', { name: 'Records' }).click();
  await page.getByRole('option', { name: /Crane/ }).click();
  await prose.filter({ hasText: 'Seen at low tide.' }).waitFor();
  await page.reload();
  await prose.filter({ hasText: 'Seen at low tide.' }).waitFor();
});

test('a title that was refused is kept with what is wrong, and Escape drops both', async () => {
  const page = await begun();
  const title = page.getByRole('textbox', { name: 'Title', exact: true });
  await title.fill('x'.repeat(600));
  await title.press('Enter');
  await page.getByRole('alert').waitFor();
  await page.getByRole('option', { name: /Weld seam/ }).click();
  await page.getByRole('textbox', { name: 'Depth', exact: true }).waitFor();
  await page.getByRole('option', { name: /Crane/ }).click();
  await page.getByText('Not saved yet.').waitFor();
  expect(await title.inputValue()).toHaveLength(600);
  await title.focus();
  await title.press('Escape');
  expect([await title.inputValue(), await page.getByRole('alert').count()]).toEqual(['Crane', 0]);
});

test('a record that is archived says so, and comes back with the next change', async () => {
  const page = await begun();
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await page.getByText('Archived: it is in no list.').waitFor();
  await page.getByLabel('New tag').fill('urgent');
  await page.getByLabel('New tag').press('Enter');
  await page.getByText('Archived: it is in no list.').waitFor({ state: 'detached' });
  expect(await page.getByRole('option', { name: /Crane/ }).count()).toBe(1);
});
