import type { BookId } from '../../src/kernel/ids.ts';
import { IN_ALL, type Backlogs } from '../connection/backlogs.ts';

/** What a request brings: on its way at first, then waiting to be answered. */
export interface Arrival {
  /** Has none of its book that is still here come before it? */
  isFirst(): boolean;
  /** Resolves once more of it may be read; rejects once it has been closed. */
  turn(): Promise<void>;
  /** So many bytes of it have come. */
  add(bytes: number): void;
  /** Nothing of it is kept any more. */
  close(): void;
}

export interface Intake {
  open(book: BookId): Arrival;
}

/**
 * Has what requests bring wait within the bounds of what comes by WebSocket, byte by byte as it comes. Where there is no
 * room the first is read on: bodies that are all here in part would wait for each other for ever.
 */
export const createIntake = (backlogs: Backlogs): Intake => {
  const all = createLine();
  const books = new Map<BookId, Line>();
  return {
    open: (book) => {
      const ofBook = books.get(book) ?? createLine();
      books.set(book, ofBook);
      const reasons = new Set<string>();
      let isOver = false;
      let wake = (): void => undefined;
      const place: Place = { wake: () => wake() };
      const backlog = backlogs.open(book, {
        hold: (reason) => void reasons.add(reason),
        resume: (reason) => {
          reasons.delete(reason);
          wake();
        },
      });
      all.join(place);
      ofBook.join(place);
      const mustWait = (): boolean =>
        !isOver && reasons.size > 0 && (reasons.has(IN_ALL) ? all : ofBook).first() !== place;
      return {
        isFirst: () => ofBook.first() === place,
        turn: async () => {
          while (mustWait())
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          if (isOver) throw new Error('The request is over.');
        },
        add: (bytes) => {
          if (!isOver) backlog.add(bytes);
        },
        close: () => {
          if (isOver) return;
          isOver = true;
          backlog.close();
          for (const line of [all, ofBook]) line.leave(place);
          if (ofBook.first() === undefined) books.delete(book);
          wake();
        },
      };
    },
  };
};

interface Place {
  wake(): void;
}

interface Line {
  join(place: Place): void;
  /** Wakes who is the first from now on. */
  leave(place: Place): void;
  first(): Place | undefined;
}

const createLine = (): Line => {
  const places = new Set<Place>();
  const first = (): Place | undefined => places.values().next().value;
  return {
    join: (place) => void places.add(place),
    leave: (place) => {
      places.delete(place);
      first()?.wake();
    },
    first,
  };
};
