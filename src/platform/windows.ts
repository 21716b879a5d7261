import type { BookId } from '../kernel/ids.ts';
import type { WindowNews } from '../book/change.ts';
import type { Windows } from '../book/service-ports.ts';

/** Windows of one profile: a Web Lock decides who leads, a BroadcastChannel says what changed. */
export const browserWindows: Windows = {
  lead: (book, lead) => {
    const given = Promise.withResolvers<void>();
    const waiting = new AbortController();
    void navigator.locks
      .request(`daybook ${book}`, { signal: waiting.signal }, async () => {
        const end = lead();
        await given.promise;
        end();
      })
      .catch((error: unknown) => {
        // Given up before it was granted: nothing has begun that would have to end.
        if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
      });
    return () => {
      given.resolve();
      waiting.abort();
    };
  },
  alone: <T>(book: BookId, work: () => Promise<T>) =>
    navigator.locks.request(`daybook ${book} rows`, work) as Promise<T>,
  tell: (book, news) => channelOf(book).postMessage(news),
  hear: (book, listener) => {
    const channel = channelOf(book);
    const hear = ({ data }: MessageEvent<WindowNews>) => listener(data);
    channel.addEventListener('message', hear);
    return () => channel.removeEventListener('message', hear);
  },
};

/** One channel a book and window: a message does not come back to the channel it was sent on. */
const channels = new Map<BookId, BroadcastChannel>();

const channelOf = (book: BookId): BroadcastChannel => {
  const channel = channels.get(book) ?? new BroadcastChannel(`daybook ${book}`);
  channels.set(book, channel);
  return channel;
};
