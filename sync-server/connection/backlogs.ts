import type { BookId } from '../../src/kernel/ids.ts';
import type { Channel } from './channel.ts';

/** Bytes of segments received and not yet taken, beyond which nothing more is read. */
export interface BacklogLimits {
  readonly connection: number;
  readonly book: number;
  readonly all: number;
}

const MB = 1024 * 1024;
/** A book gets no more of a commit than a quarter, however many of its devices write. */
const LIMITS: BacklogLimits = { connection: 8 * MB, book: 16 * MB, all: 64 * MB };

type Held = Pick<Channel, 'hold' | 'resume'>;

/** What one connection has sent and is not taken yet. */
export interface Backlog {
  add(bytes: number): void;
  done(bytes: number): void;
  close(): void;
}

export interface Backlogs {
  open(book: BookId, channel: Held): Backlog;
  /** In all. */
  bytes(): number;
}

/** Bounds what waits in memory to be taken: of a connection, of a book, and in all. */
export const createBacklogs = (limits: BacklogLimits = LIMITS): Backlogs => {
  const all = createLevel('backlog in all', limits.all);
  const books = new Map<BookId, Level>();
  return {
    open: (book, channel) => {
      const ofBook = books.get(book) ?? createLevel('backlog of the book', limits.book);
      books.set(book, ofBook);
      const own = createLevel('backlog', limits.connection);
      const levels = [own, ofBook, all];
      for (const level of levels) level.join(channel);
      return {
        add: (bytes) => levels.forEach((level) => level.add(bytes)),
        done: (bytes) => levels.forEach((level) => level.add(-bytes)),
        close: () => {
          const left = own.bytes();
          for (const level of levels) {
            level.leave(channel);
            level.add(-left);
          }
          if (ofBook.isEmpty() && books.get(book) === ofBook) books.delete(book);
        },
      };
    },
    bytes: () => all.bytes(),
  };
};

interface Level {
  add(bytes: number): void;
  join(channel: Held): void;
  leave(channel: Held): void;
  isEmpty(): boolean;
  bytes(): number;
}

/** Holds all of its channels when it is full, and lets them go when half of that is done: not one for each frame. */
const createLevel = (reason: string, limit: number): Level => {
  const channels = new Set<Held>();
  let [bytes, isFull] = [0, false];
  return {
    add: (change) => {
      bytes += change;
      if (!isFull && bytes > limit) {
        isFull = true;
        for (const channel of channels) channel.hold(reason);
      } else if (isFull && bytes <= limit / 2) {
        isFull = false;
        for (const channel of channels) channel.resume(reason);
      }
    },
    join: (channel) => {
      channels.add(channel);
      if (isFull) channel.hold(reason);
    },
    leave: (channel) => void channels.delete(channel),
    isEmpty: () => channels.size === 0 && bytes === 0,
    bytes: () => bytes,
  };
};
