/** Text files that a person chooses in the system's dialogs: the page never names a path. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type BrowserWindow, dialog, type FileFilter } from 'electron';
import type { FileFailure, TextFile } from '../src/ipc/bridge.ts';
import {
  MAX_TEXT_FILE_BYTES,
  type OpenTextFileRequest,
  type SaveTextFileRequest,
} from '../src/ipc/payloads.ts';
import { fail, ok, type Result } from '../src/kernel/result.ts';
import { writeFileWhole } from './write-file.ts';

const toFilters = (filters: OpenTextFileRequest['filters']): FileFilter[] => [
  ...filters,
  { name: 'All files', extensions: ['*'] },
];

const readText = async (path: string): Promise<Result<TextFile, FileFailure>> => {
  const name = basename(path);
  try {
    const { size } = await stat(path);
    if (size > MAX_TEXT_FILE_BYTES) {
      return fail(
        'file.tooLarge',
        `The file has ${size} bytes; at most ${MAX_TEXT_FILE_BYTES} can be opened.`,
        name,
      );
    }
    const bytes = await readFile(path);
    return ok({ name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) });
  } catch (error) {
    return error instanceof TypeError
      ? fail('file.notText', 'The file is not UTF-8 text.', name)
      : fail('file.unreadable', `The file could not be read: ${(error as Error).message}`, name);
  }
};

export const openTextFile = async (
  window: BrowserWindow,
  request: OpenTextFileRequest,
): Promise<Result<TextFile | null, FileFailure>> => {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: request.title,
    filters: toFilters(request.filters),
    properties: ['openFile'],
  });
  const path = filePaths[0];
  return canceled || path === undefined ? ok(null) : readText(path);
};

export const saveTextFile = async (
  window: BrowserWindow,
  request: SaveTextFileRequest,
): Promise<Result<string | null, FileFailure>> => {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: request.title,
    defaultPath: request.suggestedName,
    filters: toFilters(request.filters),
  });
  if (canceled || !filePath) return ok(null);
  try {
    await writeFileWhole(filePath, request.text);
    return ok(basename(filePath));
  } catch (error) {
    return fail(
      'file.unwritable',
      `The file could not be written: ${(error as Error).message}`,
      basename(filePath),
    );
  }
};
