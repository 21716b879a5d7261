/** A file system of a few megabytes, in memory: one that can really be full. */
import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './run-server.ts';

interface SmallDisk {
  readonly folder: string;
  /** Leaves as many bytes as are said. */
  fill(left: number): void;
  empty(): void;
}

/** Undefined where this user may not mount one. */
export const mountSmallDisk = (megabytes: number): SmallDisk | undefined => {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: (left) => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, new Uint8Array(bavail * bsize - left));
    },
    empty: () => rmSync(filler, { force: true }),
  };
};
