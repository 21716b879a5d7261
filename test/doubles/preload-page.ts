/** Opens the built app in Chromium with the *built* preload, its ends wired to the real handlers of main. */
import { readFileSync } from 'node:fs';
import type { Browser, Frame as BrowserFrame, Page, Route } from 'playwright-core';
import type { Frame } from './electron-page.ts';
import type { Main } from './load-main.ts';

/** Chromium knows no app://, so the page lives here; *.localhost is a secure context as app:// is. */
const HOST = 'http://daybook.localhost';

const PRELOAD = readFileSync(new URL('../../out/preload/preload.cjs', import.meta.url), 'utf8');

/** What Electron gives a sandboxed preload, as far as ours uses it. */
const withElectron = (preload: string): string => `(() => {
  const listeners = new Set();
  globalThis.__fromMain = (channel, ...args) =>
    [...listeners].filter((each) => each.channel === channel).forEach((each) => each.listener({}, ...args));
  const ipcRenderer = {
    invoke: (channel, payload) => globalThis.__invoke(channel, payload),
    on: (channel, listener) => listeners.add({ channel, listener }),
    off: (channel, listener) =>
      listeners.forEach((each) => each.listener === listener && listeners.delete(each)),
  };
  const contextBridge = { exposeInMainWorld: (name, api) => { globalThis[name] = Object.freeze(api); } };
  const require = (name) => {
    if (name !== 'electron') throw new Error('a sandboxed preload cannot load ' + name);
    return { contextBridge, ipcRenderer };
  };
  ${preload}
})();`;

const toFrame = (frame: BrowserFrame): Frame => {
  const { origin } = new URL(frame.url());
  const parent = frame.parentFrame();
  return { origin: origin === HOST ? 'app://daybook' : origin, parent: parent && toFrame(parent) };
};

const serveFrom = (main: Main) => async (route: Route) => {
  const { pathname } = new URL(route.request().url());
  const response = await main.fetch(`app://daybook${pathname}`);
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
};

export interface DesktopPage {
  readonly page: Page;
  /** What the Content-Security-Policy has stopped so far. */
  readonly violations: string[];
}

export const openDesktopPage = async (browser: Browser, main: Main): Promise<DesktopPage> => {
  const page = await (await browser.newContext()).newPage();
  const violations: string[] = [];
  await page.exposeBinding('__invoke', ({ frame }, channel: string, payload: unknown) =>
    main.invoke(channel, payload, { frame: toFrame(frame) }),
  );
  await page.exposeFunction('__violated', (what: string) => void violations.push(what));
  await page.addInitScript(() => {
    const { __violated } = globalThis as unknown as { __violated: (what: string) => void };
    document.addEventListener('securitypolicyviolation', (event) =>
      __violated(`${event.effectiveDirective} ${event.blockedURI}`),
    );
  });
  await page.addInitScript({ content: withElectron(PRELOAD) });
  await page.route(`${HOST}/**`, serveFrom(main));
  main.window.webContents.send = (...message) =>
    void page.evaluate(
      ([channel, ...args]) =>
        (globalThis as unknown as { __fromMain: (...message: unknown[]) => void }).__fromMain(
          channel,
          ...args,
        ),
      message,
    );
  await page.goto(`${HOST}/`);
  return { page, violations };
};
