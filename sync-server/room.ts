import type { Clock, Timers } from '../src/kernel/ports.ts';
import { fail } from '../src/kernel/result.ts';
import type { Log } from './log.ts';
import type { Store } from './store.ts';

/** Milliseconds between tries while the disk is full. */
export const TRY_EVERY = 3_000;

export interface Room {
  /** While the disk is full it refuses writes without trying; what is read goes on. */
  readonly store: Store;
  /** When the disk was found full, in milliseconds since 1970; undefined while there is room. */
  fullSince(): number | undefined;
  /** `task` runs once, when there is room again; the returned function has it not run. */
  whenRoom(task: () => void): () => void;
  /** No more tries. */
  stop(): void;
}

interface RoomPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Pick<Log, 'info' | 'error'>;
}

const FULL = fail(
  'disk-full',
  'The disk of the server is full. What is written here is kept here, and sent when there is room again.',
);

/**
 * A full disk as a state of the whole server: it is told once, it ends by itself, and who was refused meanwhile is told
 * that it has ended. A device that went on trying by itself would send megabytes every few seconds for nothing.
 */
export const watchRoom = (store: Store, { clock, timers, log }: RoomPorts): Room => {
  let since: number | undefined;
  let cancel = (): void => undefined;
  const waiting = new Set<() => void>();

  const tryLater = (): void => {
    cancel = timers.after(TRY_EVERY, () => {
      void store.hasRoom().then((hasRoom) => (hasRoom ? open() : tryLater()), tryLater);
    });
  };
  const close = (): void => {
    if (since !== undefined) return;
    since = clock.now();
    log.error('The disk is full: nothing is written until there is room. What is stored can be read.');
    tryLater();
  };
  const open = (): void => {
    since = undefined;
    log.info('there is room on the disk again');
    const tasks = [...waiting];
    waiting.clear();
    for (const task of tasks) task();
  };

  return {
    store: {
      ...store,
      write: async (book, body) => {
        if (since !== undefined) return FULL;
        const written = await store.write(book, body);
        if (written.ok || written.error.code !== 'disk-full') return written;
        close();
        return FULL;
      },
    },
    fullSince: () => since,
    whenRoom: (task) => {
      if (since === undefined) {
        task();
        return () => undefined;
      }
      waiting.add(task);
      return () => waiting.delete(task);
    },
    stop: () => cancel(),
  };
};
