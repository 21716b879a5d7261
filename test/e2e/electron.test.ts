import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { expect, test } from 'vitest';
import type { DesktopBridge } from '../../src/ipc/bridge.ts';
import { findElectron } from '../../tools/start/desktop.ts';

declare const window: Window & { daybook: DesktopBridge };

const binary = findElectron();
const display = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
const missing = binary ? (display ? undefined : 'there is no display') : "Electron's binary is not here";

test('real Electron opens the app, with the bridge and without Node', async ({ skip }) => {
  skip(missing !== undefined, missing);
  const userData = mkdtempSync(join(tmpdir(), 'daybook-electron-'));
  const args = ['.', `--user-data-dir=${userData}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const electron = await _electron.launch({ executablePath: binary!, args });
  const page = await electron.firstWindow();
  await page.waitForFunction(() => document.querySelector('#root')?.childElementCount);
  expect(page.url()).toBe('app://daybook/');
  expect(await page.evaluate(() => [typeof window.daybook.appInfo, 'require' in window])).toEqual([
    'function',
    false,
  ]);

  // A second start on the same profile ends by itself: the first window is the only one.
  const second = spawn(binary!, args, { stdio: 'ignore' });
  expect((await once(second, 'exit'))[0]).toBe(0);
  await electron.close();
});
