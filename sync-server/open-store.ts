import { join, resolve } from 'node:path';
import type { Timers } from '../src/kernel/ports.ts';
import type { Result } from '../src/kernel/result.ts';
import type { Holdings } from './holdings/holdings.ts';
import type { BatchEvents } from './postgres/batches.ts';
import { openDatabaseHoldings } from './postgres/holdings.ts';
import type { PostgresFailure } from './postgres/open.ts';
import { openPostgresStore } from './postgres/store.ts';
import { openFileHoldings } from './sqlite/holdings.ts';
import { DATABASE, type OpenFailure } from './sqlite/open.ts';
import { openSqliteStore, type StoreEvents } from './sqlite/store.ts';
import type { Store } from './store.ts';

export const isPostgres = (data: string): boolean => /^postgres(ql)?:\/\//.test(data);

/** `data`: a folder, or the address of a PostgreSQL database. */
export const openStore = async (
  data: string,
  timers: Timers,
  events: StoreEvents & Pick<BatchEvents, 'away'>,
): Promise<Result<Store, OpenFailure | PostgresFailure>> =>
  isPostgres(data) ? openPostgresStore(data, timers, events) : openSqliteStore(data, events);

/** All that is kept there, to be read. */
export const openHoldings = async (data: string): Promise<Result<Holdings, OpenFailure | PostgresFailure>> =>
  isPostgres(data) ? openDatabaseHoldings(data) : openFileHoldings(join(resolve(data), DATABASE));
