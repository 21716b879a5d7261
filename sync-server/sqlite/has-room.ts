import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** More than one commit takes, so that the first one after a full disk does not find it full again. */
const TRIAL_BYTES = 1024 * 1024;

/** Is there room for more, by writing that much and taking it away again? What a disk says is free need not be. */
export const hasRoom = (folder: string): boolean => {
  const file = join(folder, 'daybook.room');
  try {
    const descriptor = openSync(file, 'w');
    try {
      for (let left = TRIAL_BYTES; left > 0;) left -= writeSync(descriptor, new Uint8Array(left));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    return true;
  } catch {
    return false;
  } finally {
    rmSync(file, { force: true });
  }
};
