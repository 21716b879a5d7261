/** The databases of real Chromium on disk, cut off in mid-write. */
import { expect, onTestFinished, test } from 'vitest';
import { openProfile, type Profile } from '../support/fleet-chromium.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { tearLogs } from '../support/torn-log.ts';
import { addRecord, startBook } from './app-steps.ts';

test('DU2, case 1: a browser killed in mid-write, and killed again when it was used since, keeps the book', async () => {
  const folder = temporaryFolder();
  const { url } = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  let profile: Profile | undefined;
  onTestFinished(() => profile?.context.close());
  const open = async () => {
    profile = await openProfile(folder, () => undefined);
    await profile.page.goto(url);
    return profile;
  };

  const first = await open();
  await startBook(first.page, 'Harbour', 'Ada');
  await addRecord(first.page, 'Crane 4');
  await first.kill();
  expect(tearLogs(folder)).toBe(1);

  const second = await open();
  await second.page.getByRole('heading', { name: 'Records' }).waitFor();
  await addRecord(second.page, 'Crane 5');
  await second.kill();

  const { page } = await open();
  await page.getByRole('option', { name: /Crane 5/ }).waitFor();
  expect(await page.getByRole('option').count()).toBe(2);
});
