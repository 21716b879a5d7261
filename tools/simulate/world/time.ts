import { setImmediate as settled } from 'node:timers/promises';
import type { Timers } from '../../../src/kernel/ports.ts';

interface Task {
  readonly at: number;
  readonly made: number;
  readonly run: () => void;
  cancelled: boolean;
}

/**
 * Virtual time. Tasks run one after another, by their instant, then in the order they were made; promises settle in
 * between, so that nothing is left to chance.
 */
export interface Time extends Timers {
  /** Milliseconds since the run began. */
  now(): number;
  /** Runs what is due until `end`, or until `isOver` says so: it is asked after each task. */
  run(end: number, isOver?: () => boolean): Promise<void>;
  /** Tasks run so far. */
  tasks(): number;
}

const isBefore = (a: Task, b: Task): boolean => a.at < b.at || (a.at === b.at && a.made < b.made);

export const createTime = (): Time => {
  const heap: Task[] = [];
  let [now, made, ran] = [0, 0, 0];

  const push = (task: Task): void => {
    let at = heap.push(task) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(task, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = task;
  };
  const pop = (): Task | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (!first || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last!;
    return first;
  };

  return {
    now: () => now,
    tasks: () => ran,
    after: (milliseconds, run) => {
      const task: Task = { at: now + Math.max(0, milliseconds), made: made++, run, cancelled: false };
      push(task);
      return () => {
        task.cancelled = true;
      };
    },
    run: async (end, isOver = () => false) => {
      // What was begun before the first task has to come to its rest too.
      await settled();
      while (!isOver()) {
        const next = heap[0];
        if (!next || next.at > end) break;
        pop();
        if (next.cancelled) continue;
        now = next.at;
        ran++;
        next.run();
        await settled();
      }
      now = Math.max(now, end === Infinity || isOver() ? now : end);
    },
  };
};
