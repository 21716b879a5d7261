import type { App, WebContents } from 'electron';
import { APP_ORIGIN } from './config.ts';
import { openExternalUrl } from './external.ts';

const isOwnPage = (url: string): boolean => url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);

const deny = (contents: WebContents): void => {
  contents.on('will-frame-navigate', (event) => {
    if (!(event.isMainFrame && isOwnPage(event.url))) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    // A link that asks for a window goes to the browser, if it may leave at all.
    void openExternalUrl(url);
    return { action: 'deny' };
  });
};

/** For every page there will ever be, so that no window is forgotten. */
export const denyNavigation = (app: App): void => {
  app.on('web-contents-created', (_event, contents) => deny(contents));
};
