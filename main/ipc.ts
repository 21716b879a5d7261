/** The only way from the page to main: each message is checked for its sender and its shape. */
import { type BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { APP_ORIGIN } from './config.ts';

/** Web contents, main frame and origin: a frame inside our page, or our window gone elsewhere, is a stranger. */
const isOwnPage = (event: IpcMainInvokeEvent, window: BrowserWindow | undefined): window is BrowserWindow => {
  const frame = event.senderFrame;
  return (
    window !== undefined &&
    event.sender === window.webContents &&
    frame !== null &&
    frame.parent === null &&
    frame.origin === APP_ORIGIN
  );
};

export type Handler<Request> = (request: Request, window: BrowserWindow) => unknown;

/** Answers `channel`. A message that fails a check is rejected, naming the channel and the field. */
export const handleFrom =
  (ownWindow: () => BrowserWindow | undefined) =>
  <Schema extends z.ZodType>(channel: string, schema: Schema, handler: Handler<z.infer<Schema>>): void =>
    ipcMain.handle(channel, (event, payload: unknown) => {
      const window = ownWindow();
      if (!isOwnPage(event, window)) throw new Error(`${channel}: refused, not sent by the app's page`);
      const request = schema.safeParse(payload);
      if (!request.success) {
        const issue = request.error.issues[0];
        const field = issue?.path.join('.') || 'payload';
        throw new Error(`${channel}: refused, ${field}: ${issue?.message}`);
      }
      return handler(request.data, window);
    });
