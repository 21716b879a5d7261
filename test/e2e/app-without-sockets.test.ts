import { expect, onTestFinished, test } from 'vitest';
import { startBlockingProxy } from '../support/blocking-proxy.ts';
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

test('RQ3 in a network that lets no WebSocket through, two browsers join, write and see what the other wrote', async () => {
  const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  const proxy = await startBlockingProxy(server.url);
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const one = await openApp(browser, proxy.url);
  await startBook(one.page, 'Harbour', 'Ada');
  await addRecord(one.page, 'Weld seam');
  await addField(one.page, 'Depth', '0.4');
  await waitForPill(one.page, /Up to date/);
  const two = await openApp(browser, await invite(one.page));
  await joinBook(two.page, 'Bo');
  await two.page.getByRole('option', { name: /Weld seam/ }).click();
  await setField(two.page, 'Depth', '0.6');
  await waitForPill(two.page, /Up to date/);
  await one.page.getByRole('link', { name: 'Records' }).click();
  await one.page.getByRole('option', { name: /Weld seam/ }).click();
  await expect.poll(() => one.page.getByRole('textbox', { name: 'Depth' }).inputValue()).toBe('0.6');
  // A WebSocket that was refused is logged by the browser itself; nothing else was, and no policy was in the way.
  for (const { problems } of [one, two])
    expect(problems.filter((problem) => !/WebSocket connection to .* failed/.test(problem))).toEqual([]);
});
