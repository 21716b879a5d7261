import type { BookApi, BookNews } from '../../src/book/api.ts';
import type { Engine } from './engine.ts';
import { connect } from './rpc.ts';

const LOST = {
  code: 'engine.lost',
  message: 'The engine has stopped. What was saved is safe: reload the page to go on.',
};

/** Starts the worker that holds the engine. */
export const startEngine = (): Engine => {
  const worker = new Worker(new URL('../worker/main.ts', import.meta.url), { type: 'module' });
  const listeners = new Set<(news: BookNews) => void>();
  const tell = (news: BookNews): void => listeners.forEach((listener) => listener(news));
  const remote = connect<BookApi, BookNews>(worker, tell);
  worker.addEventListener('error', (event) => {
    // An error of one call is that call's answer; what arrives here is a worker that could not be loaded or has died.
    const failure = event.message ? { ...LOST, at: event.message } : LOST;
    remote.lose(failure);
    tell({ type: 'status', status: { state: 'stopped', failure } });
  });
  return {
    api: remote.api,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
