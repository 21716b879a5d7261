/** Runs the *built* main process in this Node, against the double. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { type Frame, OWN_PAGE } from './electron-page.ts';

type Double = typeof import('./electron.ts');

export interface Main {
  readonly electron: Double;
  readonly window: InstanceType<Double['BrowserWindow']>;
  /** Sends a message as the page would; rejects when main refuses it. */
  invoke(
    channel: string,
    payload?: unknown,
    from?: { frame?: Frame | null; sender?: unknown },
  ): Promise<unknown>;
  /** Asks the app:// handler. */
  readonly fetch: (url: string, method?: string) => Promise<Response>;
}

const BUILT = new URL('../../out/main/index.js', import.meta.url).pathname;

/** A new process as far as main can tell; `arrange` sets the world it wakes up in. */
export const loadMain = async (arrange: (electron: Double) => void = () => {}): Promise<Main> => {
  vi.resetModules();
  const electron = await import('./electron.ts');
  electron.world.userData = mkdtempSync(join(tmpdir(), 'daybook-main-'));
  arrange(electron);
  await import(BUILT);
  // Main goes on when the app is ready; nothing in the double takes longer than a turn.
  await new Promise((resolve) => setImmediate(resolve));
  const window = electron.BrowserWindow.all[0]!;
  return {
    electron,
    window,
    invoke: async (channel, payload, { frame = OWN_PAGE, sender = window.webContents } = {}) =>
      electron.ipcMain.handlers.get(channel)!({ sender, senderFrame: frame }, payload),
    fetch: (url, method = 'GET') => electron.protocol.handlers.get('app')!(new Request(url, { method })),
  };
};
