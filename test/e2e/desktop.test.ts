import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DesktopBridge } from '../../src/ipc/bridge.ts';
import { loadMain, type Main } from '../doubles/load-main.ts';
import { type DesktopPage, openDesktopPage } from '../doubles/preload-page.ts';
import { launchChromium } from './chromium.ts';

/** The page's globals, as code that runs there sees them. */
type InPage = Window & { daybook: DesktopBridge; chosen: string[]; unsubscribe: () => void };
declare const window: InPage;

let browser: Browser;
let main: Main;
let desktop: DesktopPage;

beforeAll(async () => {
  browser = await launchChromium();
  main = await loadMain();
  desktop = await openDesktopPage(browser, main);
});
afterAll(() => browser?.close());

test('the built app starts under the policy of app:// without breaking it', async () => {
  await desktop.page.waitForFunction(() => document.querySelector('#root')?.childElementCount);
  expect(desktop.violations).toEqual([]);
});

test('the page gets one function a channel and nothing of Electron or Node', async () => {
  const found = await desktop.page.evaluate(() => ({
    bridge: Object.entries(window.daybook).map(([name, value]) => `${name}: ${typeof value}`),
    globals: ['require', 'process', 'module', 'ipcRenderer', 'electron'].filter((name) => name in window),
  }));
  expect(found.bridge.toSorted()).toEqual([
    'appInfo: function',
    'loadKey: function',
    'onMenuCommand: function',
    'openExternal: function',
    'openTextFile: function',
    'saveTextFile: function',
    'storeKey: function',
  ]);
  expect(found.globals).toEqual([]);
});

test('a call of the page reaches the handler in main and its answer comes back', async () => {
  const answers = await desktop.page.evaluate(async () => {
    const book = 'b2'.repeat(32);
    await window.daybook.storeKey({ book, secret: 'from the page' });
    return [await window.daybook.appInfo(), await window.daybook.loadKey({ book })];
  });
  expect(answers).toEqual([
    { platform: process.platform, version: '0.1.0', serverUrl: 'http://127.0.0.1:8787' },
    { ok: true, value: 'from the page' },
  ]);
});

test('a frame inside the page is refused', async () => {
  const handle = await desktop.page.evaluateHandle(() =>
    document.body.appendChild(document.createElement('iframe')),
  );
  const frame = await handle.contentFrame();
  const refusal = await frame!.evaluate(() =>
    window.daybook.appInfo().then(String, (error: Error) => error.message),
  );
  expect(refusal).toContain('app.info: refused');
  await handle.evaluate((element) => element.remove());
});

test('a menu item reaches the page until it unsubscribes', async () => {
  await desktop.page.evaluate(() => {
    window.chosen = [];
    window.unsubscribe = window.daybook.onMenuCommand((command) => window.chosen.push(command));
  });
  const choose = (id: string) =>
    main.electron.world.menu.flatMap(({ submenu }) => submenu ?? []).find((item) => item.id === id)!.click!();
  choose('record.new');
  await desktop.page.waitForFunction(() => window.chosen.length === 1);
  await desktop.page.evaluate(() => window.unsubscribe());
  choose('person.new');
  expect(await desktop.page.evaluate(() => window.chosen)).toEqual(['record.new']);
});

test('the policy stops code from strings and connections elsewhere, and allows the server', async () => {
  await desktop.page.route('http://127.0.0.1:8787/**', (route) =>
    route.fulfill({ body: 'ok', headers: { 'access-control-allow-origin': '*' } }),
  );
  const outcome = await desktop.page.evaluate(async () => {
    const attempt = async (act: () => unknown) => {
      try {
        await act();
        return 'allowed';
      } catch {
        return 'stopped';
      }
    };
    return {
      // From a task of the page's own: what the debugger evaluates is exempt.
      // oxlint-disable-next-line no-eval -- that it fails is what is tested
      code: await new Promise((resolve) => setTimeout(() => resolve(attempt(() => globalThis.eval('1'))))),
      elsewhere: await attempt(() => fetch('https://example.org/')),
      server: await attempt(() => fetch('http://127.0.0.1:8787/health')),
      wasm: await attempt(() => WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))),
    };
  });
  expect(outcome).toEqual({ code: 'stopped', elsewhere: 'stopped', server: 'allowed', wasm: 'allowed' });
  expect(desktop.violations).toContainEqual(expect.stringContaining('connect-src https://example.org'));
});
