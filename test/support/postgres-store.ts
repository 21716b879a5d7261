import { onTestFinished } from 'vitest';
import { systemTimers } from '../../src/platform/clock.ts';
import { openPostgresStore } from '../../sync-server/postgres/store.ts';
import type { Store } from '../../sync-server/store.ts';

/** One node's store over the database; whatever breaks it fails the test. */
export const openNode = async (url: string): Promise<Store> => {
  const broken = (error: unknown): never => {
    throw error;
  };
  const opened = await openPostgresStore(url, systemTimers, {
    broken,
    committed: () => undefined,
    away: () => undefined,
  });
  if (!opened.ok) throw new Error(opened.error.message);
  onTestFinished(() => opened.value.close());
  return opened.value;
};
