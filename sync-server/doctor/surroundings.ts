import { statfsSync } from 'node:fs';
import { systemClock } from '../../src/platform/clock.ts';

const PATIENCE_MS = 5_000;

export interface Surroundings {
  readonly now: number;
  readonly nodeVersion: string;
  /** Of the file system that holds the folder, for this user. */
  readonly freeBytes: (folder: string) => number;
  /** Answers the response to a GET, or rejects. */
  readonly get: (
    url: string,
  ) => Promise<{ readonly status: number; readonly date: string | null; readonly text: string }>;
}

/** The machine that the doctor looks at. */
export const systemSurroundings = (): Surroundings => ({
  now: systemClock.now(),
  nodeVersion: process.versions.node,
  freeBytes: (folder) => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  },
  get: async (url) => {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'manual' });
    return { status: response.status, date: response.headers.get('date'), text: await response.text() };
  },
});
