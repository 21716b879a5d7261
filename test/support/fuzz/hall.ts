/** What serves connections and requests, over a real store in a folder, without a network. */
import { pino } from 'pino';
import { systemClock, systemRandom, systemTimers } from '../../../src/platform/clock.ts';
import { createBooks } from '../../../sync-server/book/books.ts';
import { createBacklogs } from '../../../sync-server/connection/backlogs.ts';
import { createBookRates } from '../../../sync-server/connection/book-rates.ts';
import type { Hall } from '../../../sync-server/connection/connection.ts';
import { createIntake } from '../../../sync-server/connection/intake.ts';
import { createFrames } from '../../../sync-server/connection/frames.ts';
import { createServerCrypto } from '../../../sync-server/crypto.ts';
import { createMetrics } from '../../../sync-server/metrics.ts';
import { watchRoom } from '../../../sync-server/room.ts';
import { openSqliteStore } from '../../../sync-server/sqlite/store.ts';
import { systemTurns } from '../../../sync-server/turns.ts';
import { noRulings } from '../../../tools/simulate/world/no-rulings.ts';

export interface FuzzedHall extends Hall {
  close(): Promise<void>;
}

/** `told` hears of what should not have been: a store that breaks, an error that is logged. */
export const openHall = async (folder: string, told: (what: string) => void): Promise<FuzzedHall> => {
  const opened = openSqliteStore(folder, {
    broken: (error) => told(`the store broke: ${(error as Error).message}`),
    committed: () => undefined,
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const crypto = await createServerCrypto();
  const log = pino({ level: 'error' }, { write: (line: string) => told(line) });
  const [clock, timers] = [systemClock, systemTimers];
  const room = watchRoom(opened.value, { clock, timers, log });
  const backlogs = createBacklogs();
  const books = createBooks(room.store, crypto, systemTurns, timers);
  return {
    books,
    platform: {
      crypto,
      clock,
      timers,
      random: systemRandom,
      turns: systemTurns,
      takesNewBooks: true,
      rulings: noRulings,
    },
    room,
    rulings: noRulings,
    backlogs,
    intake: createIntake(backlogs, timers),
    rates: createBookRates(undefined, timers),
    frames: createFrames(),
    metrics: createMetrics(),
    log,
    close: async () => {
      await books.released();
      room.stop();
      await opened.value.close();
    },
  };
};
