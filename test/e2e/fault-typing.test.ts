import { expect, onTestFinished, test } from 'vitest';
import type { AggregateId } from '../../src/kernel/ids.ts';
import type { Splice } from '../../src/book/api.ts';
import { ask, openProfile } from '../support/fleet-chromium.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { addRecord, startBook } from './app-steps.ts';

const TYPED = 'The seam was found cracked at low tide, and welded again before the next one came in. '.repeat(
  20,
);

/** In the page: tells which prose has been recorded, edit by edit. */
const tellOfProse = (): void => {
  window.onAnswer = (method, params) => {
    if (method === 'editBody') window.answered(JSON.stringify(params));
  };
};

test.each(['page', 'browser'] as const)(
  'a %s ended in mid-typing keeps all prose that was recorded',
  async (what) => {
    const server = await runServer(['--data', temporaryFolder(), '--app', 'out/renderer']);
    const folder = temporaryFolder();
    let body = '' as AggregateId;
    let recorded = '';
    const enough = Promise.withResolvers<void>();
    const profile = await openProfile(folder, (told) => {
      const [id, , splices] = JSON.parse(told) as [AggregateId, string[], Splice[]];
      body = id;
      recorded += splices.map(({ inserted }) => inserted).join('');
      if (recorded.length > 200) enough.resolve();
    });
    onTestFinished(() => profile.context.close());
    const { page, context } = profile;
    await page.goto(server.url);
    await page.evaluate(tellOfProse);
    await startBook(page, 'Harbour', 'Ada');
    await addRecord(page, 'Weld seam');
    await page.getByRole('textbox', { name: 'Prose' }).click();
    const typing = page.keyboard.type(TYPED, { delay: 2 }).catch((error: Error) => error.message);
    await Promise.race([enough.promise, typing]);
    const again = what === 'page' ? { context, page: await context.newPage() } : undefined;
    await (again ? page.close() : profile.kill());
    // What ended it is that it was closed: it had not typed to the end.
    expect(await typing).toMatch(/closed/);

    const next = again ?? (await openProfile(folder, () => undefined));
    onTestFinished(() => next.context.close());
    await next.page.goto(server.url);
    await next.page.getByRole('heading', { name: 'Records' }).waitFor();
    const { text } = await ask(next.page, 'body', body);
    expect(text.slice(0, recorded.length)).toBe(recorded);
    expect(TYPED.slice(0, text.length)).toBe(text);
  },
);
