import type { QuarantineRow } from '../aggregates/rows.ts';
import type { AggregateId } from '../kernel/ids.ts';
import type { Reading } from '../kernel/store.ts';
import type { AsideRow } from '../log/rows.ts';
import type { Notice } from './api.ts';
import type { Tables } from './tables.ts';

/** Written by a newer version, and not what is broken or locked. */
const isNewer = ({ why }: AsideRow): boolean => why === 'newer-version' || why === 'unknown-type';

const NEWER: Notice = {
  id: 'aside',
  failure: {
    code: 'made-by-newer-version',
    message:
      'Others have recorded changes with a newer version of Daybook, which this one does not understand. They are kept and passed on, and show when this device is updated.',
  },
};

/** What has been left out just now, in words: commands whose fold failed (QU1), and what a newer version wrote (AS1). */
export const leftOutNotices = async (
  tx: Reading<Tables>,
  quarantined: readonly QuarantineRow[],
  asides: readonly AsideRow[],
): Promise<readonly Notice[]> => {
  const notices = asides.some(isNewer) ? [NEWER] : [];
  for (const [aggregate, rows] of Map.groupBy(quarantined, (row) => row.aggregate))
    notices.push(toNotice(aggregate, rows, (await titleOf(tx, aggregate)) ?? aggregate));
  return notices;
};

const toNotice = (aggregate: AggregateId, rows: readonly QuarantineRow[], title: string): Notice => {
  const what = rows.length === 1 ? 'A change' : `${rows.length} changes`;
  return {
    id: `quarantine ${aggregate}`,
    failure: {
      code: 'quarantined',
      message: `${what} to “${title}” cannot be shown by this version of Daybook (${rows[0]!.message}). It stays in the log, everything else counts, and it is tried again after the next update.`,
      at: aggregate,
    },
  };
};

/** The prose of a record bears its title. */
const titleOf = async (tx: Reading<Tables>, aggregate: AggregateId): Promise<string | undefined> =>
  (await tx.get('records', aggregate.replace(/^body:/, 'record:')))?.title ??
  (await tx.get('people', aggregate))?.name;

/** Does the notice still hold? One of these goes by itself once what it speaks of is shown. */
export const stillHolds = async (tx: Reading<Tables>, { id }: Notice): Promise<boolean> => {
  if (id === NEWER.id) return (await tx.range('aside')).some(isNewer);
  if (!id.startsWith('quarantine ')) return true;
  const from = `${id.slice('quarantine '.length)} `;
  return (await tx.range('quarantine', { from, to: `${from}~`, limit: 1 })).length > 0;
};
