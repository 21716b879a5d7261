/** 100,000 events of another device, recorded offline: verified, opened, folded, projected, durable; and made again. */
import { offerBook, type OfferedBook } from '../book/offered.ts';
import { offerLines } from '../book/offered-lines.ts';
import { figure, type Figure } from '../figure.ts';
import { inFreshProfile } from '../profile.ts';
import { medianOfRounds } from '../rounds.ts';
import type { Site } from '../site.ts';

const EVENTS = 100_000;
const ROUNDS = 5;

const perSecond = (milliseconds: number): number => EVENTS / (milliseconds / 1_000);

const take = (site: Site, book: OfferedBook) => (): Promise<number> =>
  inFreshProfile(site.url, async (page) => {
    const time = await book.takeIn(page);
    await book.check(page);
    return perSecond(time);
  });

const againstRows =
  (name: string, perSegment: number) =>
  async (site: Site): Promise<readonly Figure[]> => {
    const book = await offerBook(site, name, EVENTS, perSegment);
    await offerLines(site, EVENTS);
    const { taken, added } = await medianOfRounds(ROUNDS, {
      taken: take(site, book),
      added: () =>
        inFreshProfile(site.url, async (page) =>
          perSecond(await page.evaluate(() => window.bench.worker.bulkAdd('lines'))),
        ),
    });
    return [
      figure(name, 'events/s', taken, { name: 'Dexie bulkAdd of the same events, one index', value: added }),
    ];
  };

export const ingest = againstRows('ingest', 1_000);
export const ingestLive = againstRows('ingest-live', 10);

export const rebuild = async (site: Site): Promise<readonly Figure[]> => {
  const book = await offerBook(site, 'rebuild', EVENTS, 1_000);
  const { rebuilt, taken } = await medianOfRounds(ROUNDS, {
    rebuilt: () =>
      inFreshProfile(site.url, async (page) => {
        await book.takeIn(page);
        const time = await page.evaluate(() => window.bench.worker.rebuild());
        await book.check(page);
        return perSecond(time);
      }),
    taken: take(site, book),
  });
  return [figure('rebuild', 'events/s', rebuilt, { name: 'ingest', value: taken })];
};
