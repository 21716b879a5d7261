/** Profiles of real Chromium, copied on disk as a backup program or a cloned machine would. */
import { cpSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { systemTimers } from '../../src/platform/clock.ts';
import { HANDSHAKE_MS } from '../../sync-server/connection/connection.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { addRecord, invite, joinBook, openApp, startBook, waitForPill } from './app-steps.ts';
import { launchChromium, launchProfile } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

const RESTORED = /restored from a backup, or copied/;
const COPIED = /A copy of this device has been in use elsewhere/;

interface Opened {
  readonly context: BrowserContext;
  readonly page: Page;
}

const openProfile = async (profile: string, url: string): Promise<Opened> => {
  const context = await launchProfile(profile);
  onTestFinished(() => context.close());
  const page = context.pages()[0]!;
  page.setDefaultTimeout(15_000);
  await page.goto(url);
  return { context, page };
};

const listed = (page: Page, title: string) => page.getByRole('option', { name: new RegExp(title) });

const deviceCount = async (page: Page): Promise<number> => {
  await page.getByRole('link', { name: 'Devices' }).click();
  const count = await page.getByRole('list', { name: 'Devices of the book' }).getByRole('listitem').count();
  await page.getByRole('link', { name: 'Records' }).click();
  return count;
};

/** A book with one record and a reader elsewhere, the founder's profile closed and copied. */
const copiedProfile = async () => {
  const [profile, copy, data] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  let connections = 0;
  const args = ['--data', data, '--app', 'out/renderer'];
  const timers = {
    after: (milliseconds: number, task: () => void) => {
      // The one that each connection sets when it begins.
      if (milliseconds === HANDSHAKE_MS) connections++;
      return systemTimers.after(milliseconds, task);
    },
  };
  const server = await runServer(args, { timers });
  const founder = await openProfile(profile, server.url);
  await startBook(founder.page, 'Harbour', 'Ada');
  await addRecord(founder.page, 'Weld seam');
  const reader = await openApp(browser, await invite(founder.page));
  await joinBook(reader.page, 'Bo');
  await listed(reader.page, 'Weld seam').waitFor();
  await waitForPill(founder.page, /Up to date/);
  await founder.context.close();
  cpSync(profile, copy, { recursive: true });
  const restart = () => runServer([...args, '--port', new URL(server.url).port], { timers });
  return { server, restart, profile, copy, reader: reader.page, connections: () => connections };
};

test('FK2, case 5: a profile restored from a backup and edited offline goes on as a new device; all is kept, and the person is told', async () => {
  const { server, restart, profile, copy: backup, reader } = await copiedProfile();
  const { page: since, context } = await openProfile(profile, server.url);
  await addRecord(since, 'Crane rail');
  await waitForPill(since, /Up to date/);
  await context.close();
  await server.stop();

  const { page: restored } = await openProfile(backup, server.url);
  await listed(restored, 'Weld seam').waitFor();
  expect(await listed(restored, 'Crane rail').count()).toBe(0);
  await addRecord(restored, 'Bollard 7');
  await waitForPill(restored, /Offline/);
  expect(await restored.getByRole('alert').filter({ hasText: RESTORED }).count()).toBe(0);

  await restart();
  await restored.getByRole('alert').filter({ hasText: RESTORED }).waitFor();
  await waitForPill(restored, /Up to date/);
  await restored.getByRole('link', { name: 'Records' }).click();
  for (const page of [restored, reader])
    for (const title of ['Weld seam', 'Crane rail', 'Bollard 7']) await listed(page, title).waitFor();
  expect(await deviceCount(reader)).toBe(3);

  await restored.reload();
  await restored.getByRole('button', { name: /^Dismiss: The data of this device/ }).click();
  await addRecord(restored, 'Fender');
  await listed(reader, 'Fender').waitFor();
  await restored.reload();
  await waitForPill(restored, /Up to date/);
  expect(await restored.getByRole('alert').filter({ hasText: RESTORED }).count()).toBe(0);
  expect(await deviceCount(restored)).toBe(3);
});

test('FK2, case 6: of a profile and its copy, both online, the second becomes a device of its own, and nobody reconnects over it', async () => {
  const { server, profile, copy, reader, connections } = await copiedProfile();
  const before = connections();
  const [one, two] = [await openProfile(profile, server.url), await openProfile(copy, server.url)];
  for (const { page } of [one, two]) await waitForPill(page, /Up to date/);
  await addRecord(one.page, 'Crane rail');
  await two.page.getByRole('alert').filter({ hasText: RESTORED }).waitFor();
  await one.page.getByRole('alert').filter({ hasText: COPIED }).waitFor();
  for (let i = 0; i < 5; i++) {
    await addRecord(one.page, `First ${i}.`);
    await addRecord(two.page, `Second ${i}.`);
  }
  for (const page of [one.page, two.page, reader]) {
    await page.getByRole('link', { name: 'Records' }).click();
    for (let i = 0; i < 5; i++)
      for (const title of [`First ${i}.`, `Second ${i}.`]) await listed(page, title).waitFor();
  }
  for (const { page } of [one, two]) await waitForPill(page, /Up to date/);
  expect(await deviceCount(reader)).toBe(3);
  expect(connections() - before).toBe(2);
});
