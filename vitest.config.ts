import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { WITHOUT, withoutDefence } from './tools/defences/without.ts';

/** Loading the real module outside Electron starts a download. */
const electron = fileURLToPath(new URL('test/doubles/electron.ts', import.meta.url));

/** Files that need modules of their own: they stop the PostgreSQL that they share, or have a double of Electron. */
const APART = ['test/{fleet,load,server}/**/*.test.ts', 'test/unit/main/**/*.test.ts'];

const SLOW = ['test/{e2e,long,simulation}/**/*.test.ts'];

const PATIENT = {
  // What hangs, hangs this long too; a machine four times slower than the last is met, and no fault.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // All cores: vitest would leave one idle.
  maxWorkers: '100%',
};

export default defineConfig({
  plugins: [...withoutDefence(process.env[WITHOUT])],
  resolve: { alias: { electron } },
  test: {
    // Of what is waited for: a condition that does not come is a failure soon enough, a busy machine is none.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...SLOW, ...APART],
          // Loading Automerge and the schemas again for each file takes longer than most of them.
          isolate: false,
          ...PATIENT,
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: APART,
          ...PATIENT,
        },
      },
      {
        extends: true,
        // Browsers and servers: one file at a time, so that they do not starve each other.
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // On both cores at once, so by itself.
        test: {
          name: 'simulation',
          include: ['test/simulation/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 1_200_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
