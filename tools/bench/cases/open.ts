/** From the page's script to 2,000 titles, in a book of a million events and in one of a hundred thousand. */
import { offerBook } from '../book/offered.ts';
import { RECORDS } from '../book/foreign-book.ts';
import { removeFolder } from '../disk.ts';
import { figure, type Figure } from '../figure.ts';
import { inFreshProfile, prepareProfile } from '../profile.ts';
import { medianOfRounds } from '../rounds.ts';
import { say } from '../say.ts';
import type { Site } from '../site.ts';

const LARGE = 1_000_000;
const SMALL = 100_000;
const ROUNDS = 9;

const prepare = async (site: Site, events: number): Promise<string> => {
  const book = await offerBook(site, `open-${events}`, events, 1_000);
  return prepareProfile(site.url, async (page) => {
    const time = await book.takeIn(page);
    await book.check(page);
    say(`  a book of ${events} events was taken in ${(time / 1_000).toFixed(1)} s`);
  });
};

const reopen = (site: Site, profile: string) => (): Promise<number> =>
  inFreshProfile(
    `${site.url}/?app`,
    async (page) => {
      const { time, titles } = await page.evaluate(() => window.bench.drawn());
      if (titles !== RECORDS) throw new Error(`${titles} titles were shown.`);
      return time;
    },
    profile,
  );

export const open = async (site: Site): Promise<readonly Figure[]> => {
  const [large, small] = [await prepare(site, LARGE), await prepare(site, SMALL)];
  try {
    const times = await medianOfRounds(ROUNDS, { large: reopen(site, large), small: reopen(site, small) });
    return [figure('open', 'ms', times.large, { name: `the same with ${SMALL} events`, value: times.small })];
  } finally {
    await Promise.all([large, small].map(removeFolder));
  }
};
