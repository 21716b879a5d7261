import { open, rename, rm } from 'node:fs/promises';

/** All or nothing: a crash leaves the old file or the new one. Rejects with the system's error. */
export const writeFileWhole = async (path: string, data: string | Uint8Array): Promise<void> => {
  const draft = `${path}.part`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
};
