import type { MetaRow } from '../../src/book/tables.ts';
import type { SnapshotRow, StoredStream } from '../../src/aggregates/rows.ts';
import type { HeadRow, PackRow } from '../../src/log/rows.ts';
import type { ConflictRow } from '../../src/projections/conflict.ts';
import type { RecordRow } from '../../src/projections/rows.ts';
import type { Taken } from '../../src/sync/log-port.ts';
import { MISFORTUNES, type Misfortune } from './parameters.ts';
import type { Disk } from './world/disk.ts';
import type { Profile } from './world/profile.ts';
import type { TableChanges } from './world/transaction.ts';

/** What should happen sometimes: runs in which it never does have shown nothing of it. */
const SOMETIMES = [
  'held',
  'heldByServer',
  'lateArrival',
  'fork',
  'newKeys',
  'conflict',
  'conflictOfProse',
  'quarantine',
  'copy',
  'disputed',
  'aside',
  'snapshot',
  'duplicate',
  'refused',
  'lie',
  'slowNetwork',
  'repeated',
  'storageFailed',
  'secondWindow',
  'upToDate',
  'undone',
  'redone',
  'undoRefused',
  'restored',
] as const;

export type Sometimes = (typeof SOMETIMES)[number] | Misfortune;
export type Counts = { readonly [what in Sometimes]?: number };

export const NEVER: Counts = Object.fromEntries([...SOMETIMES, ...MISFORTUNES].map((what) => [what, 0]));

export const addCounts = (a: Counts, b: Counts): Counts => {
  const sum: Record<string, number> = { ...a };
  for (const [what, times] of Object.entries(b)) sum[what] = (sum[what] ?? 0) + times;
  return sum;
};

/** Counts what happens in a run. */
export interface Tally {
  count(what: Sometimes, times?: number): void;
  taken(taken: Taken): void;
  /** Looks at what a device is about to write. */
  committed(profile: Profile, changes: TableChanges): void;
  readonly counts: Counts;
}

export const createTally = (): Tally => {
  const counts: Record<string, number> = {};
  const count = (what: Sometimes, times = 1): void => {
    if (times > 0) counts[what] = (counts[what] ?? 0) + times;
  };
  const rowsOf = <Row>(changes: TableChanges, table: string): readonly Row[] =>
    [...(changes.get(table)?.rows.values() ?? [])].flatMap(({ row }) => (row ? [row as Row] : []));
  return {
    counts,
    count,
    taken: (taken) => {
      count('heldByServer', taken.held);
      count('duplicate', taken.duplicates);
      count('refused', taken.refused.length);
    },
    committed: ({ disk }, changes) => {
      count('held', rowsOf(changes, 'waiting').length);
      count('snapshot', rowsOf(changes, 'snapshots').length);
      count('aside', rowsOf(changes, 'aside').length);
      count('newKeys', rowsOf<MetaRow>(changes, 'meta').filter((row) => row.key === 'copied').length);
      const heads = rowsOf<HeadRow>(changes, 'heads');
      count('fork', new Set(heads.map((head) => head.device)).size < heads.length ? 1 : 0);
      count('conflict', rowsOf<RecordRow>(changes, 'records').filter((row) => row.conflicts > 0).length);
      const conflicts = rowsOf<ConflictRow>(changes, 'conflicts');
      count('conflictOfProse', conflicts.filter((row) => row.kind === 'prose').length);
      for (const row of rowsOf<StoredStream>(changes, 'streams')) {
        count('quarantine', row.quarantined.length);
        count('copy', Object.keys(row.aliases).length);
        count('disputed', row.disputed.length);
        if (changes.has('activity'))
          count('lateArrival', isLate(disk, rowsOf(changes, 'segments'), row) ? 1 : 0);
      }
    },
  };
};

/** Did segments of others come that are not as deep as the snapshot of an aggregate they touch? */
const isLate = (disk: Disk, packs: readonly PackRow[], { aggregate }: StoredStream): boolean => {
  if (packs.length === 0) return false;
  const [row] = disk.rows('snapshots', { from: aggregate, to: aggregate });
  const depth = (row as unknown as SnapshotRow | undefined)?.last.depth ?? 0;
  return packs.some((pack) => pack.entries.some((entry) => entry.firstDepth < depth));
};
