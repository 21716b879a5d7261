/**
 * The names of all messages between the window and Electron's main process. Apart from their schemas,
 * so that the preload, which may load nothing, carries names only.
 */
export const CHANNELS = {
  appInfo: 'app.info',
  storeKey: 'keys.store',
  loadKey: 'keys.load',
  openExternal: 'external.open',
  openTextFile: 'dialog.open',
  saveTextFile: 'dialog.save',
} as const;

/** The one message that main sends unasked: a menu item was chosen. */
export const MENU_COMMAND = 'menu.command';
