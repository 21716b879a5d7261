import { randomUUID } from 'node:crypto';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId } from '../../src/kernel/ids.ts';
import type { Timers } from '../../src/kernel/ports.ts';
import type { Sharing } from '../store.ts';
import { listen, type Query } from './connections.ts';

const CHANNEL = 'daybook';
const LISTEN_AGAIN_MS = 1_000;

interface Hints extends Sharing {
  /** This node has written to these books. */
  hint(books: readonly BookId[]): void;
  stop(): void;
}

/**
 * Tells the other nodes of what this one has written, after the commit: told within it, every commit of the database
 * would wait for one lock. A node that ends in between has told nobody; the others find it by reading.
 */
export const shareByHints = (url: string, query: Query, timers: Timers): Hints => {
  const node = randomUUID();
  let stop = (): void => undefined;
  let isOver = false;
  const hearFrom = (changed: (book: BookId) => void): void => {
    const again = (): void => {
      if (!isOver) stop = timers.after(LISTEN_AGAIN_MS, () => hearFrom(changed));
    };
    const onHint = (hint: string): void => {
      const [from, book] = hint.split(' ');
      if (from !== node && book) changed(book as BookId);
    };
    listen(url, CHANNEL, onHint, again).then((end) => {
      if (isOver) end();
      else stop = end;
    }, again);
  };
  return {
    hint: (books) => {
      const hints = books.map((book) => `${node} ${book}`);
      query(`SELECT pg_notify('${CHANNEL}', hint) FROM unnest($1::text[]) AS hint`, [hints]).catch(
        () => undefined,
      );
    },
    hear: hearFrom,
    secret: async () => {
      const [row] = await query<{ secret: Bytes }>('SELECT secret FROM daybook');
      return new Uint8Array(row!.secret);
    },
    revisions: async (books) => {
      const rows = await query<{ hash: BookId; revision: number }>(
        'SELECT hash, revision FROM books WHERE hash = ANY($1)',
        [books],
      );
      return new Map(rows.map(({ hash, revision }) => [hash, revision]));
    },
    stop: () => {
      isOver = true;
      stop();
    },
  };
};
