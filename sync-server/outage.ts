import type { Log } from './log.ts';

export interface Outage {
  begun(error: unknown): void;
  over(): void;
}

/** A database that does not answer, as a state: it is told once, and so is its end. */
export const watchOutage = (log: Pick<Log, 'info' | 'warn'>): Outage => {
  let isAway = false;
  return {
    begun: (error) => {
      if (isAway) return;
      isAway = true;
      log.warn({ err: error }, 'The database does not answer: what is to be written waits for it.');
    },
    over: () => {
      if (!isAway) return;
      isAway = false;
      log.info('the database answers again');
    },
  };
};
