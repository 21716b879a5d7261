import { statfsSync } from 'node:fs';
import { systemClock } from '../../src/platform/clock.ts';
import type { Surroundings } from './doctor.ts';

const PATIENCE_MS = 5_000;

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
