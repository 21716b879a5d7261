import type { Page } from 'playwright-core';
import { segmentsToRun } from '../../../src/log/run.ts';
import type { Site } from '../site.ts';
import { expectedOf } from './expected.ts';
import { writeBook, writeLines } from './foreign-book.ts';

/** A foreign book that pages can fetch, in parts of up to a hundred thousand events. */
export interface OfferedBook {
  readonly link: string;
  readonly events: number;
  /** The page joins the book and takes all of it; the time of the taking, in milliseconds. */
  takeIn(page: Page): Promise<number>;
  /** Fails unless the page has folded what is folded here. */
  check(page: Page): Promise<void>;
}

const EVENTS_A_PART = 100_000;

export const offerBook = async (
  site: Site,
  name: string,
  events: number,
  perSegment: number,
): Promise<OfferedBook> => {
  const book = await writeBook(await writeLines(events), perSegment);
  const perPart = EVENTS_A_PART / perSegment;
  const parts: string[] = [];
  for (let from = 0; from < book.segments.length; from = parts.length * perPart + book.controls) {
    const to = (parts.length + 1) * perPart + book.controls;
    const part = `${name}-${parts.length}`;
    site.offer(part, segmentsToRun(book.segments.slice(from, to)));
    parts.push(part);
  }
  const expected = await expectedOf(book);
  return {
    link: book.link,
    events,
    takeIn: (page) =>
      page.evaluate(
        async ([link, parts]) => {
          const { worker } = window.bench;
          await worker.join(link);
          let time = 0;
          for (const part of parts) time += await worker.take(part);
          return time;
        },
        [book.link, parts] as const,
      ),
    check: async (page) => {
      const stateHash = await page.evaluate(() => window.bench.worker.stateHash());
      if (stateHash !== expected) throw new Error('The page has folded another state than is expected.');
    },
  };
};
