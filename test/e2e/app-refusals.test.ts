/** What a person reads when whoever runs the server rules against their book. */
import type { Browser, Page } from 'playwright-core';
import { bytesToHex } from '../../src/kernel/bytes.ts';
import { systemClock, systemRandom, systemTimers } from '../../src/platform/clock.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { listBooks, openOffice } from '../../sync-server/commands/books.ts';
import type { Change } from '../../sync-server/rulings/office.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { addRecord, invite, joinBook, openApp, startBook, waitForPill } from './app-steps.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** A book that is up to date, and the office of its server. */
const begun = async () => {
  const data = temporaryFolder();
  const args = ['--data', data, '--app', 'out/renderer'];
  const { url, stop } = await runServer(args);
  const { page } = await openApp(browser, url);
  await startBook(page, 'Harbour', 'Ada');
  await addRecord(page, 'Weld seam');
  await waitForPill(page, /Up to date/);
  const [books, office] = [await listBooks(data), await openOffice(data)];
  if (!books.ok || !office.ok) throw new Error('The store does not open.');
  onTestFinished(() => office.value.close());
  const { book } = books.value[0]!;
  const rule = (change: Change) => office.value.rule(book, change);
  /** Known to the server before it is sent anything. */
  const ruleFirst = async (change: Change): Promise<void> => {
    await stop();
    await rule(change);
    await runServer([...args, '--port', new URL(url).port]);
  };
  return { page, rule, ruleFirst };
};

const told = (page: Page) => page.getByRole('region', { name: 'Needs you' }).getByRole('alert');

/** What the one banner says. */
const banner = async (page: Page): Promise<string> => (await told(page).allInnerTexts()).join(' / ').trim();

/** It says so no more, and all that was written meanwhile is with the server. */
const isOver = async (page: Page): Promise<void> => {
  await waitForPill(page, /Up to date/);
  await told(page).waitFor({ state: 'detached' });
};

test('a book that has reached its bytes says so, with what to do, goes on recording, and sends it when it may', async () => {
  const { page, rule, ruleFirst } = await begun();
  await ruleFirst({ maxBytes: 1000 });
  await addRecord(page, 'Beyond');
  await waitForPill(page, /Not taken, 1 change kept/);
  await expect
    .poll(() => banner(page))
    .toBe(
      'This book has reached the 0.001 MB that it may take up on this server. What is written here is kept here, and sent when whoever runs the server allows it more: ask them to.',
    );
  await addRecord(page, 'Further beyond');
  await waitForPill(page, /Not taken, 2 changes kept/);
  await rule({ maxBytes: null });
  await isOver(page);
});

test.each([
  [
    'blocked',
    'Nothing is synced. Whoever runs this server has blocked this book on it. Everything is kept on this device, and you can go on writing: ask them to unblock it.',
  ],
  [
    'deleted',
    'Nothing is synced. Whoever runs this server has deleted this book from it. Everything is kept on this device, and you can go on writing: ask them to take it back, or use another server.',
  ],
] as const)('a book that is %s says so, with what to do, and goes on recording', async (standing, words) => {
  const { page, rule } = await begun();
  await rule({ standing });
  await waitForPill(page, /Not let in/);
  await expect.poll(() => banner(page)).toBe(words);
  await addRecord(page, 'Meanwhile');
  await waitForPill(page, /Not let in, 1 change kept/);
  await rule({ standing: 'open' });
  await isOver(page);
});

test('a device that is one too many says so, with what to do, and comes in when the book may have more', async () => {
  const { page, rule } = await begun();
  await rule({ maxDevices: 1 });
  const second = await openApp(browser, await invite(page));
  await joinBook(second.page, 'Bo');
  await waitForPill(second.page, /Not let in/);
  await expect
    .poll(() => banner(second.page))
    .toBe(
      'Nothing is synced. With this one the book would have more than the 1 device that it may have on this server. It is let in when whoever runs the server allows it more: ask them to. What is written here is kept here.',
    );
  await rule({ maxDevices: 2 });
  await isOver(second.page);
  expect(await second.page.getByRole('option', { name: /Weld seam/ }).count()).toBe(1);
});

test('a book that has sent far more than its rate says so, and sends it by itself when that has passed', async () => {
  let late = 0;
  const waits = new Set<() => void>();
  const { url } = await runServer(
    ['--data', temporaryFolder(), '--app', 'out/renderer', '--book-kilobytes-a-second', '1'],
    {
      clock: { ...systemClock, now: () => systemClock.now() + late },
      timers: {
        after: (milliseconds, task) => {
          const run = (): void => {
            cancel();
            task();
          };
          const cancelTimer = systemTimers.after(milliseconds, run);
          // What is not waited for any more must not be done: the server would close what is in use again.
          const cancel = (): void => {
            waits.delete(run);
            cancelTimer();
          };
          if (milliseconds > 10_000) waits.add(run);
          return cancel;
        },
      },
    },
  );
  const { page } = await openApp(browser, url);
  await startBook(page, 'Harbour', 'Ada');
  await addRecord(page, 'Weld seam');
  await page.getByRole('textbox', { name: 'Prose' }).focus();
  await page.keyboard.insertText(bytesToHex(systemRandom.bytes(40_000)));
  await page.getByRole('textbox', { name: 'Prose' }).blur();
  // What is sent along with it is taken with it; what comes after that is not.
  await expect
    .poll(async () => {
      await addRecord(page, 'Beyond');
      return page.getByTestId('sync-pill').innerText();
    })
    .toMatch(/Not taken, \d+ changes? kept/);
  await expect
    .poll(() => banner(page))
    .toBe(
      'The devices of this book have sent much more than the 1 KB a second that they may send to this server together. What is written here is kept here, and sent by itself when that has passed.',
    );
  late = 45_000;
  for (const run of waits) run();
  await isOver(page);
});
