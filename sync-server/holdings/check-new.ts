import type { Crypto } from '../../src/kernel/ports.ts';
import type { Arrival, Arrivals } from './arrivals.ts';
import type { Fault } from './check-holdings.ts';
import { createLogCheck } from './check-log.ts';

export interface NewCheck {
  /** Checks some more; how many, or 0 when there is nothing new. */
  next(): Promise<number>;
  readonly faults: readonly Fault[];
}

/**
 * Checks the segments that came since it last did, each as if it came in just now, and remembers how far it got as long
 * as it found nothing: a fault is named again at each start until it is mended.
 */
export const checkNew = async (arrivals: Arrivals, crypto: Crypto): Promise<NewCheck> => {
  let place = await arrivals.place();
  const faults: Fault[] = [];

  const checkRun = async (rows: readonly Arrival[]): Promise<void> => {
    const { book, device } = rows[0]!;
    const key = await arrivals.key(book, device);
    const log = createLogCheck({ book, device, key, known: (names) => arrivals.known(book, names), crypto });
    for (const fault of await log.add(rows)) faults.push({ book, device, ...fault });
  };

  return {
    faults,
    next: async () => {
      const page = await arrivals.next(place);
      const logs = Map.groupBy(page, ({ book, device }) => `${book} ${device}`);
      for (const rows of logs.values()) await checkRun(rows);
      const last = page.at(-1);
      if (!last) return 0;
      place = last.id;
      if (faults.length === 0) await arrivals.remember(place);
      return page.length;
    },
  };
};
