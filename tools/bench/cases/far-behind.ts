/** A million events behind: how the window answers while they come in, and what that takes of memory. */
import { newPorts, writeBook, writeLines } from '../book/foreign-book.ts';
import { inTurn } from '../book/work.ts';
import { figure, median, percentile, type Figure } from '../figure.ts';
import { watchMemory } from '../memory.ts';
import { inFreshProfile } from '../profile.ts';
import { startServer } from '../server/child.ts';
import { upload } from '../server/upload.ts';
import type { Site } from '../site.ts';

const EVENTS = 1_000_000;
const A_SEGMENT = 1_000;

const p99 = (times: readonly number[]): number => percentile(times, 0.99);

export const farBehind = async (site: Site): Promise<readonly Figure[]> => {
  const server = await startServer('--origins', site.url);
  try {
    const book = await writeBook(await writeLines(EVENTS, inTurn), A_SEGMENT, server.url);
    await upload(server.url, book, A_SEGMENT, (await newPorts()).crypto);
    const { caught, memory } = await inFreshProfile(`${site.url}/?app`, async (page) => {
      const stop = await watchMemory(page);
      const caught = await page.evaluate((link) => window.bench.catchUp(link), book.link);
      return { caught, memory: await stop() };
    });
    const { time, edits, frames } = caught;
    return [
      figure(
        'far-behind',
        'ms p99',
        p99(edits.during),
        { name: 'the same edit once it has caught up', value: p99(edits.after) },
        {
          'p50 ms': median(edits.during),
          'longest ms': Math.max(...edits.during),
          'frames p99 ms': p99(frames),
          'events/s': EVENTS / (time / 1000),
          'memory MB': memory,
        },
      ),
    ];
  } finally {
    await server.stop();
  }
};
