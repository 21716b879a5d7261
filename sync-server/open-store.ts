import type { Timers } from '../src/kernel/ports.ts';
import type { Result } from '../src/kernel/result.ts';
import type { PostgresFailure } from './postgres/open.ts';
import { openPostgresStore } from './postgres/store.ts';
import type { OpenFailure } from './sqlite/open.ts';
import { openSqliteStore, type StoreEvents } from './sqlite/store.ts';
import type { Store } from './store.ts';

export const isPostgres = (data: string): boolean => /^postgres(ql)?:\/\//.test(data);

/** `data`: a folder, or the address of a PostgreSQL database. */
export const openStore = async (
  data: string,
  timers: Timers,
  events: StoreEvents,
): Promise<Result<Store, OpenFailure | PostgresFailure>> =>
  isPostgres(data) ? openPostgresStore(data, timers, events) : openSqliteStore(data, events);
