/** Bytes an event as sent, and what is taken on disk. Nothing here depends on the machine's speed. */
import { gzipSync } from 'fflate';
import { utf8ToBytes } from '../../../src/kernel/bytes.ts';
import { segmentsToRun } from '../../../src/log/run.ts';
import { writeBook, writeLines, type Lines } from '../book/foreign-book.ts';
import { offerBook } from '../book/offered.ts';
import { figure, type Figure } from '../figure.ts';
import { folderSize, removeFolder } from '../disk.ts';
import { prepareProfile } from '../profile.ts';
import type { Site } from '../site.ts';

const EVENTS = 100_000;
/** Sealing each event takes a signature: fewer will do. */
const EVENTS_IN_SMALL = 5_000;

const sent = async (lines: Lines, perSegment: number): Promise<number> => {
  const events = perSegment < 1_000 ? EVENTS_IN_SMALL : EVENTS;
  const some = { lines: lines.lines.slice(0, 2 * events), names: lines.names.slice(0, events) };
  const { segments, controls } = await writeBook(some, perSegment);
  return segmentsToRun(segments.slice(controls)).length / events;
};

/** Of all tables of a device that has taken the book. */
const onDisk = async (site: Site): Promise<number> => {
  const book = await offerBook(site, 'size', EVENTS, 1_000);
  const profile = await prepareProfile(site.url, async (page) => void (await book.takeIn(page)));
  try {
    return (await folderSize(profile, /IndexedDB/)) / EVENTS;
  } finally {
    await removeFolder(profile);
  }
};

export const size = async (site: Site): Promise<readonly Figure[]> => {
  const lines = await writeLines(EVENTS);
  const raw = utf8ToBytes(`${lines.lines.join('\n')}\n`);
  const packed = gzipSync(raw, { level: 1 }).length / EVENTS;
  const also = {
    'segments of 100': await sent(lines, 100),
    'segments of 10': await sent(lines, 10),
    'segments of 1': await sent(lines, 1),
    raw: raw.length / EVENTS,
    'all tables on disk': await onDisk(site),
  };
  const reference = { name: 'gzip of the same lines in one piece', value: packed };
  return [figure('size', 'bytes/event', await sent(lines, 1_000), reference, also)];
};
