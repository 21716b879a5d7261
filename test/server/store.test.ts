import { onTestFinished } from 'vitest';
import { openSqliteStore } from '../../sync-server/sqlite/store.ts';
import { describeServerStore } from '../contracts/server-store.ts';
import { temporaryFolder } from '../support/run-server.ts';

describeServerStore(async () => {
  const broken = (error: unknown): never => {
    throw error;
  };
  const opened = openSqliteStore(temporaryFolder(), { broken, committed: () => undefined });
  if (!opened.ok) throw new Error(opened.error.message);
  onTestFinished(() => opened.value.close());
  return opened.value;
});
