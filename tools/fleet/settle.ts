import { compareHeads } from '../../src/clock/head.ts';
import { parseSegment, type Segment } from '../../src/log/segment.ts';
import { createCrypto } from '../../src/platform/crypto.ts';
import type { Device } from './device.ts';

const { sha256 } = await createCrypto();

/** Resolves once all devices have nothing pending and the same heads; rejects after a minute without any change. */
export const untilEqual = (devices: readonly Device[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop: (() => void)[] = [];
    let watchdog: NodeJS.Timeout | undefined;
    const finish = (settle: () => void): void => {
      clearTimeout(watchdog);
      for (const end of stop) end();
      settle();
    };
    const look = async (): Promise<void> => {
      clearTimeout(watchdog);
      watchdog = setTimeout(
        () => finish(() => reject(new Error('The devices have stopped exchanging and are not equal.'))),
        60_000,
      );
      const heads = await Promise.all(devices.map(headsOf));
      const isSettled = devices.every(({ book }) => book.pending() === 0 && book.isEnrolled());
      if (isSettled && new Set(heads).size === 1) finish(resolve);
    };
    for (const { book } of devices) stop.push(book.subscribe(() => void look()));
    void look();
  });

const headsOf = async ({ book }: Device): Promise<string> =>
  (await book.log.heads())
    .toSorted(compareHeads)
    .map((head) => head.hash)
    .join();

/** Every segment stored on a device, context before what depends on it. */
export const segmentsOf = async ({ book }: Device): Promise<readonly Segment[]> => {
  const { segments } = await book.log.collect({ after: [], unknownThere: [], budget: Infinity });
  return segments.map(({ bytes }) => {
    const segment = parseSegment(bytes, sha256);
    if (!segment.ok) throw new Error(segment.error.message);
    return segment.value;
  });
};

export const countEvents = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { header }) => sum + (header.kind === 'events' ? header.events : 0), 0);

/** Hands every device every segment once more; answers how many were recognised. */
export const sendAllAgain = async (devices: readonly Device[]): Promise<number> => {
  const segments = await segmentsOf(devices[0]!);
  let duplicates = 0;
  for (const { book } of devices)
    duplicates += (await book.log.take(segments.map((segment) => segment.bytes))).duplicates;
  return duplicates;
};
