/** What a person does in the app, by the roles and names that assistive technology is told. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface App {
  readonly page: Page;
  /** Errors of the page and what its Content-Security-Policy has stopped. */
  readonly problems: string[];
}

/** A device of its own: nothing is shared with other contexts. */
export const openApp = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<App> => {
  const page = await (await browser.newContext(options)).newPage();
  page.setDefaultTimeout(15_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // A server or a network that is down on purpose is logged by the browser itself.
    if (message.type() === 'error' && !/ERR_CONNECTION|ERR_INTERNET_DISCONNECTED/.test(message.text()))
      problems.push(message.text());
  });
  await page.goto(url);
  return { page, problems };
};

export const startBook = async (page: Page, title: string, person: string): Promise<void> => {
  await page.getByLabel('Title of the book').fill(title);
  await page.getByLabel('Your name').fill(person);
  await page.getByRole('button', { name: 'Start the book' }).click();
  await page.getByRole('heading', { name: 'Records' }).waitFor();
};

export const invite = async (page: Page): Promise<string> => {
  await page.getByRole('link', { name: 'Devices' }).click();
  await page.getByRole('button', { name: 'Invite a device' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  await page.getByRole('button', { name: 'Close' }).click();
  return link;
};

/** On a page that was opened with the link. */
export const joinBook = async (page: Page, person: string): Promise<void> => {
  await page.getByLabel('Your name').fill(person);
  await page.getByRole('button', { name: 'Join the book' }).click();
  await page.getByRole('heading', { name: 'Records' }).waitFor();
};

export const addRecord = async (page: Page, title: string): Promise<void> => {
  await page.getByRole('link', { name: 'Records' }).click();
  await page.getByRole('button', { name: 'New record' }).click();
  await page.getByRole('dialog').getByLabel('Title').fill(title);
  await page.getByRole('button', { name: 'Add record' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByRole('textbox', { name: 'Title' }).waitFor();
};

export const addField = async (page: Page, field: string, value: string): Promise<void> => {
  await page.getByLabel('New field', { exact: true }).fill(field);
  await page.getByLabel('Value of the new field').fill(value);
  await page.getByRole('button', { name: 'Add field' }).click();
  await page.getByRole('textbox', { name: field, exact: true }).waitFor();
};

export const setField = async (page: Page, field: string, value: string): Promise<void> => {
  const input = page.getByRole('textbox', { name: field, exact: true });
  await input.fill(value);
  await input.press('Enter');
};

/** Waits for a moment at which the pill's words fit. */
export const waitForPill = async (page: Page, words: RegExp): Promise<void> => {
  await page.getByTestId('sync-pill').filter({ hasText: words }).waitFor();
};

interface Finding {
  readonly impact: string | null;
  readonly id: string;
  readonly help: string;
}

/** Accessibility faults that keep people out. */
export const faultsIn = async (page: Page): Promise<readonly Finding[]> => {
  await page.evaluate(`${AXE};undefined`);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    return (await axe.run()).violations.map(({ impact, id, help }) => ({ impact, id, help }));
  });
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
};
