/** The built app in a real Chromium whose profile is on disk, its worker called as the page calls it. */
import type { BrowserContext, Page } from 'playwright-core';
import type { BookApi } from '../../src/book/api.ts';
import { launchProfile } from '../e2e/chromium.ts';

/** The worker of the app, as a test's code in the page sees it. */
interface Watched {
  readonly worker: Worker;
  /** A call beside those of the app. */
  call(method: string, ...params: readonly unknown[]): Promise<unknown>;
}
declare global {
  interface Window {
    watched: Watched;
    /** Tells the test, at once: the page may be killed right after. */
    answered: (what: string) => void;
    /** Hears the app's own calls that have been answered. */
    onAnswer?: (method: string, params: readonly unknown[]) => void;
  }
}

/** Runs in the page before its own scripts: keeps hold of the worker that the app starts, and can call it too. */
const watchWorker = (): void => {
  interface Call {
    readonly id: number;
    readonly method: string;
    readonly params: readonly unknown[];
  }
  let last = 1e9; // The app counts its calls from 1.
  const own = new Map<number, PromiseWithResolvers<unknown>>();
  const others = new Map<number, Call>();
  window.Worker = class extends window.Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', ({ data }) => this.#hear(data));
      window.watched = { worker: this, call: (method, ...params) => this.#call(method, params) };
    }
    #hear({
      id,
      result,
      failure,
    }: {
      id: number;
      result: unknown;
      failure?: { readonly message: string };
    }): void {
      if (failure) own.get(id)?.reject(new Error(failure.message));
      else own.get(id)?.resolve(result);
      const call = others.get(id);
      if (call && !failure) window.onAnswer?.(call.method, call.params);
      own.delete(id);
      others.delete(id);
    }
    #call(method: string, params: readonly unknown[]): Promise<unknown> {
      last += 1;
      const answered = Promise.withResolvers<unknown>();
      own.set(last, answered);
      super.postMessage({ id: last, method, params });
      return answered.promise;
    }
    override postMessage(message: Call): void {
      others.set(message.id, message);
      super.postMessage(message);
    }
  };
};

export interface Profile {
  readonly context: BrowserContext;
  readonly page: Page;
  /** SIGKILL to the browser and all its processes; resolves when it is gone. */
  kill(): Promise<void>;
}

/** `onAnswered` hears what pages report by `window.answered`, in order. */
export const openProfile = async (folder: string, onAnswered: (what: string) => void): Promise<Profile> => {
  const context = await launchProfile(folder);
  await context.exposeFunction('answered', onAnswered);
  await context.addInitScript(watchWorker);
  const session = await context.browser()!.newBrowserCDPSession();
  const kill = async (): Promise<void> => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const gone = context.waitForEvent('close');
    for (const { id } of processInfo) killProcess(id);
    await gone;
  };
  return { context, page: context.pages()[0] ?? (await context.newPage()), kill };
};

const killProcess = (id: number): void => {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It went with the one before it.
  }
};

/** Asks the engine in the page's worker. */
export const ask = <Method extends keyof BookApi>(
  page: Page,
  method: Method,
  ...params: Parameters<BookApi[Method]>
): ReturnType<BookApi[Method]> =>
  page.evaluate(([name, given]) => window.watched.call(name, ...given), [method, params] as [
    string,
    unknown[],
  ]) as ReturnType<BookApi[Method]>;
