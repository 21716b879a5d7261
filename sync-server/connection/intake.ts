import type { BookId } from '../../src/kernel/ids.ts';
import type { Timers } from '../../src/kernel/ports.ts';
import type { Backlogs } from './backlogs.ts';
import { createLine, type Line, type Place } from './line.ts';

/** What a request brings: on its way at first, then waiting to be answered. */
export interface Arrival {
  /** Has none of its book that is still here come before it? */
  isFirst(): boolean;
  /** Resolves once more of it may be read; rejects once it has been closed. */
  turn(): Promise<void>;
  /** So many bytes of it have come. */
  add(bytes: number): void;
  /** All of it has come: what is left to wait for is the server. */
  whole(): void;
  /** Nothing of it is kept any more. */
  close(): void;
}

/** The other end of it. */
export interface Sender {
  /** Would more of it be there, if it were read now? */
  hasMore(): boolean;
  cut(): void;
}

export interface Intake {
  open(book: BookId, sender: Sender): Arrival;
  /** On their way, in all. */
  bytes(): number;
}

/** Bytes on their way, beyond which nobody but the first is read. */
export interface IntakeLimits {
  readonly book: number;
  readonly all: number;
  /** Of each body, for which there is always room: its socket holds as many, read or not. */
  readonly free: number;
}

const MB = 1024 * 1024;
const LIMITS: IntakeLimits = { book: 16 * MB, all: 64 * MB, free: MB / 16 };
/** Milliseconds in which a body brings as many bytes as are free, or gives way to those that wait for room. */
const LOOK_EVERY = 1_000;

/**
 * Bounds what requests have brought in part, byte by byte as it comes, apart from what has come and waits to be taken: that
 * will be taken, but what is here in part may never come, and no WebSocket is to wait for it. Where there is no room the
 * first is read on: bodies that are all here in part would wait for each other for ever.
 */
export const createIntake = (
  backlogs: Backlogs,
  timers: Timers,
  { book: mostOfBook, all: mostInAll, free }: IntakeLimits = LIMITS,
): Intake => {
  const all = createLine(mostInAll);
  const books = new Map<BookId, Line>();
  const waiting = new Set<Place>();
  let [onTheirWay, isLooking] = [0, false];
  const wakeAll = (): void => {
    for (const place of waiting) place.wake();
  };
  const lookLater = (): void => {
    if (isLooking) return;
    isLooking = true;
    for (const place of all.places()) place.mark();
    timers.after(LOOK_EVERY, () => {
      isLooking = false;
      const full = new Set([...waiting].flatMap((place) => place.heldBy()));
      for (const place of new Set([...full].flatMap((line) => line.places()))) place.giveWay();
      if (full.size > 0) lookLater();
    });
  };

  return {
    bytes: () => onTheirWay,
    open: (book, sender) => {
      const ofBook = books.get(book) ?? createLine(mostOfBook);
      books.set(book, ofBook);
      const lines = [all, ofBook];
      const reasons = new Set<string>();
      let [come, before, isWhole, isOver] = [0, 0, false, false];
      let wake = (): void => undefined;
      const backlog = backlogs.open(book, {
        hold: (reason) => void reasons.add(reason),
        resume: (reason) => {
          reasons.delete(reason);
          wake();
        },
      });
      const place: Place = {
        wake: () => wake(),
        heldBy: () => (come < free ? [] : lines.filter((line) => line.holds(place))),
        mark: () => {
          before = come;
        },
        giveWay: () => {
          const isSlow = waiting.has(place) ? !sender.hasMore() : come - before < free;
          if (!isSlow || come <= free) return;
          sender.cut();
          close();
        },
      };
      for (const line of lines) line.join(place);
      const mustWait = (): boolean => !isOver && (reasons.size > 0 || place.heldBy().length > 0);
      const leave = (): void => {
        for (const line of lines) line.leave(place, Math.max(0, come - free));
        if (ofBook.first() === undefined) books.delete(book);
        onTheirWay -= come;
        wakeAll();
      };
      const close = (): void => {
        if (isOver) return;
        isOver = true;
        backlog.close();
        if (!isWhole) leave();
        wake();
      };
      return {
        isFirst: () => ofBook.first() === place,
        turn: async () => {
          while (mustWait()) {
            waiting.add(place);
            if (place.heldBy().length > 0) lookLater();
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
          // What it has not brought while it waited is not held against it.
          if (waiting.delete(place)) before = come - free;
          if (isOver) throw new Error('The request is over.');
        },
        add: (bytes) => {
          if (isOver) return;
          const taken = Math.max(0, come + bytes - free) - Math.max(0, come - free);
          come += bytes;
          onTheirWay += bytes;
          for (const line of lines) line.take(taken);
        },
        whole: () => {
          if (isOver || isWhole) return;
          isWhole = true;
          leave();
          backlog.add(come);
        },
        close,
      };
    },
  };
};
