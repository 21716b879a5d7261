import { bytesToHex, utf8ToBytes } from '../kernel/bytes.ts';
import type { Sha256 } from '../kernel/ports.ts';
import type { Reading, Writing } from '../kernel/store.ts';
import { MAX_ACTIVITY } from '../projections/activity.ts';
import type { ActivityRow } from '../projections/rows.ts';
import type { Tables } from './tables.ts';

/** Pages are put together when so many rows come at once, and after about as many commands. */
const TOGETHER = 64;

/**
 * Adds rows to the feed, as one page: of a thousand commands that come in at once, one row is stored. Now and then all
 * pages become one again, and what is older than the feed keeps is dropped.
 */
export const putActivity = async (
  tx: Writing<Tables>,
  rows: readonly ActivityRow[],
  sha256: Sha256,
): Promise<void> => {
  if (rows.length === 0) return;
  await putPage(tx, rows, sha256);
  if (rows.length < TOGETHER && !rows.some(({ depth }) => depth % TOGETHER === 0)) return;
  const kept = await newestActivity(tx, MAX_ACTIVITY);
  await tx.clear('activity');
  await putPage(tx, kept, sha256);
};

const putPage = (tx: Writing<Tables>, rows: readonly ActivityRow[], sha256: Sha256): Promise<void> => {
  // Named after all of them: two pages may have the newest row in common, of a command that was copied.
  const id = bytesToHex(sha256(utf8ToBytes(rows.map((row) => row.id).join(' '))));
  const depth = rows.reduce((max, row) => Math.max(max, row.depth), 0);
  return tx.put('activity', [{ id, depth, rows: JSON.stringify(rows) }]);
};

/**
 * The newest rows of the feed. A page is as new as its newest row, so that of `limit` pages, the newest, none of the
 * others could have one that belongs here.
 */
export const newestActivity = async (tx: Reading<Tables>, limit: number): Promise<readonly ActivityRow[]> => {
  const pages = await tx.range('activity', { index: 'depth', reverse: true, limit });
  const rows = new Map<string, ActivityRow>();
  // A command that was copied into another log is one line, in the page that came first or the other.
  for (const page of pages) for (const row of JSON.parse(page.rows) as ActivityRow[]) rows.set(row.id, row);
  return [...rows.values()].toSorted((a, b) => b.depth - a.depth || (a.id < b.id ? 1 : -1)).slice(0, limit);
};
