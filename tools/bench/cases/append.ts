/** One command, from the call on the page to its answer, durable, with 2,000 records on screen. */
import { offerBook } from '../book/offered.ts';
import { removeFolder } from '../disk.ts';
import { figure, median, type Figure } from '../figure.ts';
import { inFreshProfile, prepareProfile } from '../profile.ts';
import { medianOfRounds } from '../rounds.ts';
import type { Site } from '../site.ts';

const EVENTS = 20_000;
const ROUNDS = 5;
const WARM_UP = 50;
const COMMANDS = 300;

export const append = async (site: Site): Promise<readonly Figure[]> => {
  const book = await offerBook(site, 'append', EVENTS, 1_000);
  const profile = await prepareProfile(site.url, async (page) => void (await book.takeIn(page)));
  const warm = (times: readonly number[]): number => median(times.slice(WARM_UP));
  try {
    const { edit, put } = await medianOfRounds(ROUNDS, {
      edit: () =>
        inFreshProfile(
          `${site.url}/?app`,
          async (page) => {
            await page.evaluate(() => window.bench.drawn());
            return warm(await page.evaluate((count) => window.bench.edits(count), WARM_UP + COMMANDS));
          },
          profile,
        ),
      put: () =>
        inFreshProfile(site.url, async (page) =>
          warm(await page.evaluate((count) => window.bench.rawPuts(count), WARM_UP + COMMANDS)),
        ),
    });
    return [
      figure('append', 'ms', edit, {
        name: 'one strict transaction that reads, checks and puts in two stores',
        value: put,
      }),
    ];
  } finally {
    await removeFolder(profile);
  }
};
