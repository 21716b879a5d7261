/** The app itself over its own engine, listened in on. */
import { createRoot } from 'react-dom/client';
import { App } from '../../../renderer/app.tsx';
import { startEngine } from '../../../renderer/engine/client.ts';
import type { Engine } from '../../../renderer/engine/engine.ts';
import '../../../renderer/styles/all.css';
import type { BookApi, BookNews } from '../../../src/book/api.ts';

export interface RunningApp {
  readonly api: BookApi;
  /** Called with all news, once the app has handed it to React. */
  listen(listener: (news: BookNews) => void): void;
}

export const startApp = (): RunningApp => {
  const { api, subscribe } = startEngine();
  const listeners = new Set<(news: BookNews) => void>();
  const engine: Engine = {
    api,
    subscribe: (hear) =>
      subscribe((news) => {
        hear(news);
        listeners.forEach((listener) => listener(news));
      }),
  };
  createRoot(document.getElementById('root')!).render(<App engine={engine} />);
  return { api, listen: (listener) => void listeners.add(listener) };
};

/** Waits until the list of records has drawn lines; how many it says it has, and when that was. */
export const listDrawn = (): Promise<{ readonly titles: number; readonly at: number }> =>
  new Promise((resolve) => {
    const look = (): void => {
      const count = document.querySelector('.list .count')?.textContent;
      if (!count || !document.querySelector('.line-title')) return;
      observer.disconnect();
      resolve({ titles: Number(count.replaceAll(/\D/g, '')), at: performance.now() });
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    look();
  });
