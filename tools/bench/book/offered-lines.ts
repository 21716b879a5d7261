import { utf8ToBytes } from '../../../src/kernel/bytes.ts';
import type { Site } from '../site.ts';
import { writeLines } from './foreign-book.ts';

/** The same work as a foreign book holds, as plain lines: for those that would store events as rows. */
export const offerLines = async (site: Site, events: number): Promise<void> => {
  const { lines } = await writeLines(events);
  site.offer('lines', utf8ToBytes(`${lines.join('\n')}\n`));
};
