import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of the files whose path matches. */
export const folderSize = async (folder: string, part: RegExp): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && part.test(entry.parentPath));
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, one) => sum + one, 0);
};
