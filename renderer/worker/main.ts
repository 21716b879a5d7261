/**
 * The worker that holds the engine: no fold, hash or codec runs where the page is drawn. It listens at once and
 * loads the engine after that: what is posted to a worker before it listens is lost.
 */
import type { BookApi, BookNews } from '../../src/book/api.ts';
import { serve } from '../engine/rpc.ts';

const service = import('./open-service.ts').then(({ openService }) => openService());
const tell = serve<BookApi, BookNews>(
  self,
  service.then(({ api }) => api),
);
service.then(
  (opened) => opened.subscribe(tell),
  // Every call is answered with the reason.
  () => undefined,
);
