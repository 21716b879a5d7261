import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Not in the system's temporary folder, which may be memory: the benchmarks are of what reaches a disk. */
export const newFolder = async (what: string): Promise<string> => {
  await mkdir('data', { recursive: true });
  return mkdtemp(join('data', `bench-${what}-`));
};

export const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 5 });

/** Bytes of the files under `folder` whose path matches. */
export const folderSize = async (folder: string, part: RegExp): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && part.test(entry.parentPath));
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  );
  return sizes.reduce((sum, one) => sum + one, 0);
};
