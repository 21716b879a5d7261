import type { AggregateRows } from '../projections/rows-of.ts';
import type { Store } from '../kernel/store.ts';
import type { Tables } from './tables.ts';

type Lists = Pick<AggregateRows, 'records' | 'people' | 'tasks' | 'conflicts'>;

/** What lists that were made again hold, and whether they are what they were. */
export interface Rebuilt {
  readonly records: number;
  readonly people: number;
  readonly tasks: number;
  readonly conflicts: number;
  /** Lines that are not as they were before: other words, or there only before or only after. */
  readonly different: number;
}

export const readLists = (store: Store<Tables>): Promise<Lists> =>
  store.read(['records', 'people', 'tasks', 'conflicts'], async (tx) => ({
    records: await tx.range('records'),
    people: await tx.range('people'),
    tasks: await tx.range('tasks'),
    conflicts: await tx.range('conflicts'),
  }));

export const compareLists = (before: Lists, after: Lists): Rebuilt => {
  const lists = ['records', 'people', 'tasks', 'conflicts'] as const;
  return {
    records: after.records.length,
    people: after.people.length,
    tasks: after.tasks.length,
    conflicts: after.conflicts.length,
    different: lists.reduce((sum, list) => sum + differing(before[list], after[list]), 0),
  };
};

interface Row {
  readonly id: string;
}

const differing = (before: readonly Row[], after: readonly Row[]): number => {
  const was = new Map(before.map((row) => [row.id, JSON.stringify(row)]));
  const changed = after.filter((row) => was.get(row.id) !== JSON.stringify(row)).length;
  const is = new Set(after.map(({ id }) => id));
  return changed + before.filter(({ id }) => !is.has(id)).length;
};
