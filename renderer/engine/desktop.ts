import type { DesktopBridge } from '../../src/ipc/bridge.ts';

declare global {
  interface Window {
    /** Put there by the desktop app's preload; absent in a browser. */
    readonly daybook?: DesktopBridge;
  }
}

export const desktop: DesktopBridge | undefined = window.daybook;

export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The server that this installation came with. A browser got the app from it. */
export const ownServer = async (): Promise<string> =>
  desktop ? (await desktop.appInfo()).serverUrl : location.origin;

const KINDS = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android device', /Android/],
  ['Mac', /Mac/],
  ['Windows computer', /Windows/],
  ['Linux computer', /Linux/],
] as const;

/** What to call this device until its person gives it a name. */
export const deviceKind = (): string =>
  KINDS.find(([, pattern]) => pattern.test(navigator.userAgent))?.[0] ?? 'Computer';
