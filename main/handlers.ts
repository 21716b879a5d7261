import { app, type BrowserWindow } from 'electron';
import type { AppInfo } from '../src/ipc/bridge.ts';
import { CHANNELS } from '../src/ipc/channels.ts';
import {
  loadKeyRequest,
  nothing,
  openExternalRequest,
  openTextFileRequest,
  saveTextFileRequest,
  storeKeyRequest,
} from '../src/ipc/payloads.ts';
import { openExternalUrl } from './external.ts';
import { openTextFile, saveTextFile } from './files.ts';
import { handleFrom } from './ipc.ts';
import { loadKey, storeKey } from './secrets.ts';

export const handleMessages = (ownWindow: () => BrowserWindow | undefined, serverUrl: string): void => {
  const handle = handleFrom(ownWindow);
  const info: AppInfo = { platform: process.platform, version: app.getVersion(), serverUrl };
  handle(CHANNELS.appInfo, nothing, () => info);
  handle(CHANNELS.storeKey, storeKeyRequest, storeKey);
  handle(CHANNELS.loadKey, loadKeyRequest, loadKey);
  handle(CHANNELS.openExternal, openExternalRequest, ({ url }) => openExternalUrl(url));
  handle(CHANNELS.openTextFile, openTextFileRequest, (request, window) => openTextFile(window, request));
  handle(CHANNELS.saveTextFile, saveTextFileRequest, (request, window) => saveTextFile(window, request));
};
