/** Runs sandboxed before the page: one function a channel, and never `ipcRenderer` itself. */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { DesktopBridge } from '../src/ipc/bridge.ts';
import { CHANNELS, MENU_COMMAND } from '../src/ipc/channels.ts';
import type { MenuCommandId } from '../src/ipc/menu-commands.ts';

const bridge: DesktopBridge = {
  appInfo: () => ipcRenderer.invoke(CHANNELS.appInfo),
  storeKey: (request) => ipcRenderer.invoke(CHANNELS.storeKey, request),
  loadKey: (request) => ipcRenderer.invoke(CHANNELS.loadKey, request),
  openExternal: (request) => ipcRenderer.invoke(CHANNELS.openExternal, request),
  openTextFile: (request) => ipcRenderer.invoke(CHANNELS.openTextFile, request),
  saveTextFile: (request) => ipcRenderer.invoke(CHANNELS.saveTextFile, request),
  onMenuCommand: (listener) => {
    // The event carries `sender`, an ipcRenderer: the page gets the command only.
    const forward = (_event: IpcRendererEvent, command: MenuCommandId): void => listener(command);
    ipcRenderer.on(MENU_COMMAND, forward);
    return () => void ipcRenderer.off(MENU_COMMAND, forward);
  },
};

contextBridge.exposeInMainWorld('daybook', bridge);
