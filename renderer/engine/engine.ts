import type { BookApi, BookNews } from '../../src/book/api.ts';

/** The engine as the screens know it: a worker in the app, a book in memory in tests. */
export interface Engine {
  readonly api: BookApi;
  readonly subscribe: (listener: (news: BookNews) => void) => () => void;
}
