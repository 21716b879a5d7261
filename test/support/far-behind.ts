/** A device that joins a long book, in real Chromium, killed while that comes in. */
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished } from 'vitest';
import { newPorts, writeBook, writeLines } from '../../tools/bench/book/foreign-book.ts';
import { inTurn } from '../../tools/bench/book/work.ts';
import { upload } from '../../tools/bench/server/upload.ts';
import { joinBook, waitForPill } from '../e2e/app-steps.ts';
import { ask, openProfile, type Profile } from './fleet-chromium.ts';
import { runServer, temporaryFolder } from './run-server.ts';

const A_SEGMENT = 1_000;
const RECEIVING = /Receiving, [\d.,  ]+ to come/;

/** As the pill says; undefined when it says something else. */
const toCome = async ({ page }: Profile): Promise<number | undefined> => {
  const words = (await page.getByTestId('sync-pill').textContent()) ?? '';
  return RECEIVING.test(words) ? Number(words.replaceAll(/\D/g, '')) : undefined;
};

/** While it receives, a record can be written, and is answered before all has come. */
const expectAnswer = async (profile: Profile, aggregate: string): Promise<void> => {
  const id = randomUUID().replaceAll('-', '');
  const command = { id, type: 'record.create', aggregate, title: 'Meanwhile' };
  const done = await profile.page.evaluate((one) => window.watched.call('execute', one), command);
  expect(done).toMatchObject({ ok: true });
};

/**
 * Joins a book of so many events, and kills the browser so often on the way, each time after as large a part of it;
 * less often where all has come before. Answers how often it was killed.
 */
export const catchUp = async (events: number, kills: number): Promise<number> => {
  const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  const book = await writeBook(await writeLines(events, inTurn), A_SEGMENT, server.url);
  await upload(server.url, book, A_SEGMENT, (await newPorts()).crypto);

  const folder = temporaryFolder();
  const again = () => openProfile(folder, () => undefined);
  let profile = await again();
  onTestFinished(() => profile.context.close());
  await profile.page.goto(book.link.replace(/^[^#]*/, `${server.url}/`));
  await joinBook(profile.page, 'Bo');
  let killed = 0;
  for (; killed < kills; killed++) {
    await waitForPill(profile.page, /Receiving, .* to come|Up to date/);
    const enough = events * (1 - (killed + 1) / (kills + 1));
    if ((await toCome(profile)) === undefined) break;
    await expectAnswer(profile, `record:meanwhile-${killed}`);
    await expect
      .poll(async () => (await toCome(profile)) ?? 0, { interval: 20, timeout: 300_000 })
      .toBeLessThan(enough);
    const records = (await ask(profile.page, 'records')).length;
    await profile.kill();
    profile = await again();
    await profile.page.goto(server.url);
    await profile.page.getByRole('heading', { name: 'Records' }).waitFor();
    // What had arrived is there, and only the rest is asked for.
    expect((await ask(profile.page, 'records')).length).toBeGreaterThanOrEqual(records);
    expect((await toCome(profile)) ?? 0).toBeLessThan(enough);
  }
  await profile.page
    .getByTestId('sync-pill')
    .filter({ hasText: /Up to date/ })
    .waitFor({ timeout: 300_000 });
  const rows = await ask(profile.page, 'records');
  expect(rows.filter(({ title }) => title !== 'Meanwhile')).toHaveLength(events / 10);
  expect(rows.filter(({ title }) => title === 'Meanwhile')).toHaveLength(killed);
  await ask(profile.page, 'rebuild');
  expect(await ask(profile.page, 'records')).toEqual(rows);
  return killed;
};
