/** The desktop app's main process. It owns the window and nothing of the book, which lives in the page's worker. */
import { app, type BrowserWindow, session } from 'electron';
import { readServerUrl } from './config.ts';
import { handleMessages } from './handlers.ts';
import { installMenu } from './menu.ts';
import { denyNavigation } from './navigation.ts';
import { denyPermissions } from './permissions.ts';
import { registerAppScheme, serveApp } from './protocol.ts';
import { openWindow } from './window.ts';

let current: BrowserWindow | undefined;
const ownWindow = (): BrowserWindow | undefined => current;

const showWindow = (): void => {
  if (current) {
    if (current.isMinimized()) current.restore();
    current.focus();
    return;
  }
  current = openWindow();
  current.on('closed', () => {
    current = undefined;
  });
};

const start = (): void => {
  const serverUrl = readServerUrl(process.env);
  app.enableSandbox();
  registerAppScheme();
  denyNavigation(app);
  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  // Not awaited: Electron gets ready only after this module has been evaluated.
  void app.whenReady().then(() => {
    denyPermissions(session.defaultSession);
    serveApp(serverUrl);
    handleMessages(ownWindow, serverUrl);
    installMenu(ownWindow);
    showWindow();
  });
};

// Two processes on one profile would be two devices with one key.
if (app.requestSingleInstanceLock()) start();
else app.quit();
