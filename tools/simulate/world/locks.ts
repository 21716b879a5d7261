import type { Windows } from '../../../src/book/service-ports.ts';
import type { WindowNews } from '../../../src/book/change.ts';
import type { Process } from './process.ts';
import type { Time } from './time.ts';

interface Waiting {
  readonly process: Process;
  readonly lead: () => () => void;
  end?: () => void;
}

/** Work that only one window may do at a time. */
interface Work {
  readonly process: Process;
  readonly begin: () => void;
  isBegun: boolean;
}

/** The windows of one profile: a lock that one of them holds, and what they tell each other. */
export interface Locks {
  windows(process: Process): Windows;
  /** Processes have died: the lock passes on, as the browser does it. */
  pass(): void;
}

export const createLocks = (time: Time, delay: () => number): Locks => {
  let queue: Waiting[] = [];
  let works: Work[] = [];
  const listeners = new Map<Process, (news: WindowNews) => void>();

  const passWork = (): void => {
    works = works.filter(({ process }) => process.isAlive);
    const [first] = works;
    if (!first || first.isBegun) return;
    first.isBegun = true;
    time.after(delay(), () => first.process.isAlive && first.begin());
  };
  const pass = (): void => {
    passWork();
    queue = queue.filter(({ process }) => process.isAlive);
    const [first] = queue;
    if (!first || first.end) return;
    first.end = () => undefined;
    time.after(delay(), () => {
      if (first.process.isAlive && queue[0] === first) first.end = first.lead();
    });
  };
  return {
    pass,
    windows: (process) => ({
      lead: (_, lead) => {
        const waiting: Waiting = { process, lead };
        queue.push(waiting);
        pass();
        return () => {
          if (!queue.includes(waiting)) return;
          queue = queue.filter((one) => one !== waiting);
          waiting.end?.();
          pass();
        };
      },
      alone: <T>(_: unknown, work: () => Promise<T>) =>
        new Promise<T>((resolve, reject) => {
          const own: Work = {
            process,
            isBegun: false,
            begin: () => {
              void work()
                .then(resolve, reject)
                .finally(() => {
                  works = works.filter((one) => one !== own);
                  passWork();
                });
            },
          };
          works.push(own);
          passWork();
        }),
      tell: (_, news) => {
        for (const [other, hear] of listeners) {
          if (other === process) continue;
          time.after(delay(), () => {
            if (other.isAlive && listeners.get(other) === hear) hear(news);
          });
        }
      },
      hear: (_, listener) => {
        listeners.set(process, listener);
        return () => listeners.delete(process);
      },
    }),
  };
};
