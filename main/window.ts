import { BrowserWindow } from 'electron';
import { APP_ORIGIN, PRELOAD } from './config.ts';
import { initialWindow, rememberWindow } from './window-state.ts';

export const openWindow = (): BrowserWindow => {
  const { bounds, maximized } = initialWindow();
  const window = new BrowserWindow({
    ...bounds,
    title: 'Daybook',
    show: false,
    webPreferences: {
      preload: PRELOAD,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => rememberWindow(window));
  void window.loadURL(`${APP_ORIGIN}/`);
  return window;
};
