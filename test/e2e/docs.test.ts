import { expect, onTestFinished, test } from 'vitest';
import { OPERATIONS } from '../../sync-server/api/operations.ts';
import { runServer } from '../support/run-server.ts';
import { launchChromium } from './chromium.ts';

test('the page about the requests names each of them, asks nobody but its server, and breaks no rule of its policy', async () => {
  const { url } = await runServer();
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const said: string[] = [];
  const asked = new Set<string>();
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => asked.add(request.url().replace(/^data:.*/, url)));
  await page.goto(`${url}/docs`);
  for (const [name, { summary }] of Object.entries(OPERATIONS)) {
    await page.getByText(`/api/books/{book}/${name}`).waitFor();
    await page.getByText(summary, { exact: true }).waitFor();
  }
  await page.getByText('/api/books/{book}/heads').click();
  await page.getByRole('button', { name: 'Try it out' }).waitFor();
  expect([...asked].filter((address) => !address.startsWith(url))).toEqual([]);
  expect(said).toEqual([]);
});
