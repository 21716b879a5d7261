import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { addRecord, openApp, startBook, waitForPill } from './app-steps.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** In a page of the same origin without the app: what a newer version of the app would do to the database. */
const upgrade = (name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 990);
    request.onupgradeneeded = () => request.result.createObjectStore('of the newer version');
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
    request.onerror = () => reject(request.error!);
  });

/** Version, tables and all rows, as text. */
const dump = async (name: string): Promise<string> => {
  const result = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error!);
    });
  const db = await result(indexedDB.open(name));
  const tables = [...db.objectStoreNames];
  const tx = db.transaction(tables);
  const rows = await Promise.all(tables.map((table) => result(tx.objectStore(table).getAll())));
  db.close();
  return JSON.stringify([db.version, tables, rows]);
};

const databases = async (page: Page): Promise<readonly string[]> =>
  (await page.evaluate(() => indexedDB.databases())).map(({ name }) => name!);

test.each([
  ['of the book', /^daybook .+/],
  ['with the list of books', /^daybook$/],
])('a database %s that a newer version has written is named as such, and left as it is', async (_, which) => {
  const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  const { page } = await openApp(browser, server.url);
  await startBook(page, 'Harbour', 'Ada');
  await addRecord(page, 'Weld seam');
  await waitForPill(page, /Up to date/);
  const name = (await databases(page)).find((one) => which.test(one))!;
  const beside = await page.context().newPage();
  await beside.goto(`${server.url}/health`);
  await beside.evaluate(upgrade, name);
  const before = await beside.evaluate(dump, name);

  await page.reload();
  await page.getByRole('heading', { name: 'The book could not be opened' }).waitFor();
  const said = await page.getByRole('alert').innerText();
  expect(said).toMatch(/newer version/);
  expect(said).toMatch(/nothing (in it )?was changed/i);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'The book could not be opened' }).waitFor();
  expect(await beside.evaluate(dump, name)).toBe(before);
});

test('a window that is open while a newer version takes over its database says that it must be reloaded', async () => {
  const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  const { page } = await openApp(browser, server.url);
  await startBook(page, 'Harbour', 'Ada');
  const name = (await databases(page)).find((one) => /^daybook .+/.test(one))!;
  const beside = await page.context().newPage();
  await beside.goto(`${server.url}/health`);
  await beside.evaluate(upgrade, name);
  await waitForPill(page, /Stopped/);
  await page.getByTestId('sync-pill').click();
  await page
    .getByText(/another window runs a newer version.*Reload this window/)
    .first()
    .waitFor();
  expect(await beside.evaluate(dump, name)).toContain('of the newer version');
  await page.keyboard.press('Escape');
  await page.getByRole('alert').getByRole('button', { name: 'Reload' }).click();
  await page.getByRole('heading', { name: 'The book could not be opened' }).waitFor();
});
