import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import type { RecordState } from '../../src/domain/record/state.ts';
import type { AggregateId } from '../../src/kernel/ids.ts';
import { ask, openProfile } from '../support/fleet-chromium.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { startBook, waitForPill } from './app-steps.ts';

const SHARED = 'record:shared' as AggregateId;
const EACH = 120;

interface Outcome {
  readonly done: readonly string[];
  readonly refused: readonly { readonly text: string; readonly code: string }[];
}

/** In the page: a number of entries, several at once, in a record of its own and in one that all windows write. */
const recordMany = async ([name, shared, count]: readonly [string, string, number]): Promise<Outcome> => {
  const done: string[] = [];
  const refused: { text: string; code: string }[] = [];
  const { call } = window.watched;
  const newId = (): string => crypto.randomUUID().replaceAll('-', '');
  const own = `record:${name}`;
  await call('execute', { id: newId(), type: 'record.create', aggregate: own, title: name });
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const aggregate = next % 2 === 0 ? own : shared;
      const text = `${aggregate} ${name} ${next++}`;
      const answer = await call('execute', { id: newId(), type: 'record.add-entry', aggregate, text });
      const { ok, error } = answer as { readonly ok: boolean; readonly error?: { readonly code: string } };
      if (ok) done.push(text);
      else refused.push({ text, code: error!.code });
    }
  };
  await Promise.all([lane(), lane(), lane()]);
  return { done, refused };
};

const textsOf = async (page: Page, id: AggregateId): Promise<readonly string[]> =>
  ((await ask(page, 'state', id)) as RecordState).entries.map((entry) => entry.text);

test('three windows of one profile record as fast as they can: what took effect is in all, once, and what did not in none', async () => {
  const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
  const { context, page: first } = await openProfile(temporaryFolder(), () => undefined);
  onTestFinished(() => context.close());
  await first.goto(server.url);
  await startBook(first, 'Harbour', 'Ada');
  const pages = [first, await context.newPage(), await context.newPage()];
  for (const page of pages.slice(1)) {
    await page.goto(server.url);
    await waitForPill(page, /another window syncs/);
  }
  const create = { id: '1'.repeat(32), type: 'record.create', aggregate: SHARED, title: 'Shared' };
  expect(await ask(first, 'execute', create)).toMatchObject({ ok: true });
  const outcomes = await Promise.all(
    pages.map((page, i) => page.evaluate(recordMany, [`window-${i}`, SHARED, EACH] as const)),
  );
  const refused = outcomes.flatMap((outcome) => outcome.refused);
  // Only where the others wrote the same record four times in between, and then it says so.
  for (const { text, code } of refused) expect([text.startsWith(SHARED), code]).toEqual([true, 'stale']);
  const done = outcomes.flatMap((outcome) => outcome.done).toSorted();
  expect(done.length + refused.length).toBe(pages.length * EACH);

  await waitForPill(first, /Up to date/);
  const ids = [SHARED, ...pages.map((_, i) => `record:window-${i}` as AggregateId)];
  const everything = async (page: Page) => (await Promise.all(ids.map((id) => textsOf(page, id)))).flat();
  // A window hears of the others' last commands a moment after they are answered.
  for (const page of pages) await expect.poll(async () => (await everything(page)).toSorted()).toEqual(done);
  const before = await everything(first);
  await ask(first, 'rebuild');
  for (const page of pages) await expect.poll(() => everything(page)).toEqual(before);
});
