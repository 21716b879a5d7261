/** The built app, ended again and again while it records as fast as it can. */
import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { RecordState } from '../../src/domain/record/state.ts';
import type { AggregateId } from '../../src/kernel/ids.ts';
import { startBook, waitForPill } from '../e2e/app-steps.ts';
import { ask, openProfile, type Profile } from './fleet-chromium.ts';
import { seededPick } from './fleet-trace.ts';
import { runServer, temporaryFolder } from './run-server.ts';

export type Ending = 'browser' | 'page' | 'worker';

/** Commands that are under way at once. */
const LANES = 4;

/** In the page, until it ends: each entry's text is the id of its command, told once that has been answered. */
const recordForEver = async ([record, lanes]: readonly [string, number]): Promise<void> => {
  const { call } = window.watched;
  const newId = (): string => crypto.randomUUID().replaceAll('-', '');
  await call('execute', { id: newId(), type: 'record.create', aggregate: record, title: record });
  const lane = async (): Promise<never> => {
    for (;;) {
      const id = newId();
      const done = (await call('execute', { id, type: 'record.add-entry', aggregate: record, text: id })) as {
        ok: boolean;
      };
      if (!done.ok) throw new Error(JSON.stringify(done));
      window.answered(id);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};

/** Everything on screen, and the whole of one record. */
const lookAt = async (page: Page, record: AggregateId) => ({
  state: (await ask(page, 'state', record)) as RecordState,
  records: await ask(page, 'records'),
  activity: await ask(page, 'activity', 50),
});

/** What was acknowledged is there, once; and the rows are those that the log alone gives. */
const expectWhole = async (
  page: Page,
  record: AggregateId,
  acknowledged: readonly string[],
): Promise<void> => {
  const found = await lookAt(page, record);
  const texts = found.state.entries.map((entry) => entry.text);
  expect(texts).toEqual(expect.arrayContaining([...acknowledged]));
  expect(new Set(texts).size).toBe(texts.length);
  await ask(page, 'rebuild');
  expect(await lookAt(page, record)).toEqual(found);
};

const endings: {
  readonly [How in Ending]: (profile: Profile, again: () => Promise<Profile>) => Promise<Profile>;
} = {
  browser: async (profile, again) => {
    await profile.kill();
    return again();
  },
  page: async (profile) => {
    const page = await profile.context.newPage();
    await profile.page.close();
    return { ...profile, page };
  },
  worker: async (profile) => {
    await profile.page.evaluate(() => window.watched.worker.terminate());
    return profile;
  },
};

/**
 * Ends the app `times` times, each a random number of acknowledgements after it began to record. Answers how many
 * commands were acknowledged.
 */
export const endApp = async (how: Ending, times: number, seed: number): Promise<number> => {
  const pick = seededPick(seed);
  const folder = temporaryFolder();
  const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  let sum = 0;
  let acknowledged: string[] = [];
  let onAnswered = (): void => undefined;
  const again = (): Promise<Profile> =>
    openProfile(folder, (id) => {
      acknowledged.push(id);
      onAnswered();
    });
  let profile = await again();
  onTestFinished(() => profile.context.close());
  await profile.page.goto(server.url);
  await startBook(profile.page, 'Harbour', 'Ada');
  for (let nth = 0; nth < times; nth++) {
    acknowledged = [];
    const record = `record:${how}-${nth}` as AggregateId;
    const enough = 1 + pick(100);
    const reached = new Promise<void>((resolve) => {
      onAnswered = () => {
        if (acknowledged.length >= enough) resolve();
      };
    });
    // Never answered: what it runs in is ended.
    const recording = profile.page.evaluate(recordForEver, [record, LANES] as const).catch((error: Error) => {
      if (!/closed|navigation|destroyed|crashed/.test(error.message)) throw error;
    });
    await Promise.race([reached, recording]);
    profile = await endings[how](profile, again);
    await profile.page.goto(server.url);
    await profile.page.getByRole('heading', { name: 'Records' }).waitFor();
    await expectWhole(profile.page, record, acknowledged);
    await waitForPill(profile.page, /Up to date/);
    sum += acknowledged.length;
  }
  return sum;
};
