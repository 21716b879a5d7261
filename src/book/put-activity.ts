import type { Writing } from '../kernel/store.ts';
import { MAX_ACTIVITY } from '../projections/activity.ts';
import type { ActivityRow } from '../projections/rows.ts';
import type { Tables } from './tables.ts';

/** The feed may hold this many rows more than it keeps, so that not every command pays for a look. */
const LOOK_EVERY = 64;

/** Adds rows to the feed, and now and then drops the oldest beyond what it keeps. */
export const putActivity = async (tx: Writing<Tables>, rows: readonly ActivityRow[]): Promise<void> => {
  await tx.put('activity', rows);
  if (rows.length < LOOK_EVERY && !rows.some((row) => row.depth % LOOK_EVERY === 0)) return;
  const excess = (await tx.count('activity')) - MAX_ACTIVITY;
  if (excess <= 0) return;
  const oldest = await tx.range('activity', { index: 'depth', limit: excess });
  await tx.delete(
    'activity',
    oldest.map((row) => row.id),
  );
};
