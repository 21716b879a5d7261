/** What the preload puts on `window.daybook`. In a browser there is none: the page treats it as optional. */
import type { Failure, Result } from '../kernel/result.ts';
import type { MenuCommandId } from './menu-commands.ts';
import type {
  LoadKeyRequest,
  OpenExternalRequest,
  OpenTextFileRequest,
  SaveTextFileRequest,
  StoreKeyRequest,
} from './payloads.ts';

export interface AppInfo {
  readonly platform: string;
  readonly version: string;
  /** Origin of the sync server that this installation was started with. */
  readonly serverUrl: string;
}

export interface TextFile {
  readonly name: string;
  readonly text: string;
}

export type KeyFailure = Failure<'keys.unavailable' | 'keys.unreadable' | 'keys.unwritable'>;
export type FileFailure = Failure<'file.tooLarge' | 'file.notText' | 'file.unreadable' | 'file.unwritable'>;
export type ExternalFailure = Failure<'external.failed'>;

/**
 * A rejected promise means that main refused the message itself (wrong sender or malformed payload), which
 * the app's own page never meets. Everything that can happen to a person is a Result.
 */
export interface DesktopBridge {
  appInfo(): Promise<AppInfo>;
  /** Replaces the book's secret; kept encrypted by the operating system's key store. */
  storeKey(request: StoreKeyRequest): Promise<Result<null, KeyFailure>>;
  /** Null when nothing was stored for that book. */
  loadKey(request: LoadKeyRequest): Promise<Result<string | null, KeyFailure>>;
  openExternal(request: OpenExternalRequest): Promise<Result<null, ExternalFailure>>;
  /** Null when the person cancelled. */
  openTextFile(request: OpenTextFileRequest): Promise<Result<TextFile | null, FileFailure>>;
  /** The name it was saved under; null when the person cancelled. */
  saveTextFile(request: SaveTextFileRequest): Promise<Result<string | null, FileFailure>>;
  /** Calls back for each chosen menu item; returns the function that unsubscribes. */
  onMenuCommand(listener: (command: MenuCommandId) => void): () => void;
}
