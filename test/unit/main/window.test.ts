import { mkdirSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadMain } from '../../doubles/load-main.ts';

const writeState = (userData: string, state: unknown): void => {
  mkdirSync(userData, { recursive: true });
  writeFileSync(join(userData, 'window.json'), typeof state === 'string' ? state : JSON.stringify(state));
};

test('the window is sandboxed, isolated and loads the app', async () => {
  const { electron, window } = await loadMain();
  expect(window.url).toBe('app://daybook/');
  expect(window.options['webPreferences']).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    preload: expect.stringMatching(/out\/preload\/preload\.cjs$/),
  });
  expect(electron.app.sandboxed).toBe(true);
  expect(electron.world.schemes).toEqual([
    expect.objectContaining({
      scheme: 'app',
      privileges: expect.objectContaining({
        standard: true,
        secure: true,
        supportFetchAPI: true,
        stream: true,
      }),
    }),
  ]);
});

test('the page cannot leave, open windows or embed others', async () => {
  const { electron, window } = await loadMain();
  const page = window.webContents;
  expect(page.allows('will-frame-navigate', { url: 'app://daybook/people', isMainFrame: true })).toBe(true);
  expect(page.allows('will-frame-navigate', { url: 'https://example.org/', isMainFrame: true })).toBe(false);
  expect(page.allows('will-frame-navigate', { url: 'app://daybook.evil/', isMainFrame: true })).toBe(false);
  expect(page.allows('will-frame-navigate', { url: 'app://daybook/', isMainFrame: false })).toBe(false);
  expect(page.allows('will-redirect', { url: 'https://example.org/' })).toBe(false);
  expect(page.allows('will-attach-webview')).toBe(false);
  for (const url of [
    'https://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'mailto:a@example.org',
  ]) {
    expect(page.openHandler!({ url })).toEqual({ action: 'deny' });
  }
  expect(electron.world.opened).toEqual(['https://example.org/', 'mailto:a@example.org']);
});

test('permissions and devices are denied', async () => {
  const { permissions } = (await loadMain()).electron.session;
  for (const permission of ['media', 'geolocation', 'notifications', 'openExternal', 'clipboard-read']) {
    const answers: boolean[] = [];
    permissions.request!(null, permission, (granted) => answers.push(granted));
    expect(answers).toEqual([false]);
    expect(permissions.check!(null, permission)).toBe(false);
  }
  expect(permissions.device!()).toBe(false);
});

test('a second instance quits, and the first one shows its window', async () => {
  const second = await loadMain(({ world }) => (world.holdsLock = false));
  expect(second.electron.world.quits).toBe(1);
  expect(second.window).toBeUndefined();

  const { electron, window } = await loadMain();
  electron.app.emit('second-instance');
  expect(window.calls).toEqual(['restore', 'focus']);
});

test('the window opens where it was closed, if a screen is there', async () => {
  const first = await loadMain();
  first.window.emit('close');
  const { userData } = first.electron.world;
  expect(JSON.parse(readFileSync(join(userData, 'window.json'), 'utf8'))).toMatchObject({ maximized: false });

  const second = await loadMain(({ world }) => (world.userData = userData));
  expect(second.window.options).toMatchObject(first.window.bounds);
});

test.each([
  ['off every screen', { bounds: { x: 5000, y: 0, width: 900, height: 700 }, maximized: false }],
  [
    'with its title above the screen',
    { bounds: { x: 0, y: -300, width: 900, height: 700 }, maximized: false },
  ],
  ['too small', { bounds: { x: 0, y: 0, width: 1, height: 1 }, maximized: false }],
  ['damaged', '{"bounds":'],
])('a saved place %s is not used', async (_what, state) => {
  const { window } = await loadMain(({ world }) => writeState(world.userData, state));
  expect(window.options).toMatchObject({ width: 1280, height: 800 });
  expect(window.options).not.toHaveProperty('x');
});
