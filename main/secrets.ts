/**
 * One file a book under userData, encrypted by the operating system's key store. Outside IndexedDB,
 * because Chromium deletes an origin's databases when it cannot repair them.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, safeStorage } from 'electron';
import type { KeyFailure } from '../src/ipc/bridge.ts';
import type { LoadKeyRequest, StoreKeyRequest } from '../src/ipc/payloads.ts';
import { fail, ok, type Result } from '../src/kernel/result.ts';
import { writeFileWhole } from './write-file.ts';

const folder = (): string => join(app.getPath('userData'), 'keys');

/** In hex, because ids that differ in case only share a file on some systems. */
const fileFor = (book: string): string => join(folder(), `${Buffer.from(book).toString('hex')}.key`);

/** Chromium falls back to a fixed password on a Linux without a key store: that is no protection. */
const isProtected = (): boolean =>
  safeStorage.isEncryptionAvailable() &&
  !(process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text');

const unavailable = () =>
  fail(
    'keys.unavailable',
    'This system has no key store, so the book keys cannot be kept outside the database.',
  );

export const storeKey = async ({ book, secret }: StoreKeyRequest): Promise<Result<null, KeyFailure>> => {
  if (!isProtected()) return unavailable();
  try {
    await mkdir(folder(), { recursive: true, mode: 0o700 });
    await writeFileWhole(fileFor(book), safeStorage.encryptString(secret));
    return ok(null);
  } catch (error) {
    return fail(
      'keys.unwritable',
      `The key file could not be written: ${(error as Error).message}`,
      fileFor(book),
    );
  }
};

export const loadKey = async ({ book }: LoadKeyRequest): Promise<Result<string | null, KeyFailure>> => {
  if (!isProtected()) return unavailable();
  try {
    return ok(safeStorage.decryptString(await readFile(fileFor(book))));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ok(null);
    return fail(
      'keys.unreadable',
      `The key file could not be read: ${(error as Error).message}`,
      fileFor(book),
    );
  }
};
