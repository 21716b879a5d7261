/** Sorted lists that take changed rows without being sorted again: a patch of k rows into n costs k log k + n. */
import type { ConflictRow } from '../../src/projections/conflict.ts';
import type { ActivityRow, PersonRow, RecordRow, TaskRow } from '../../src/projections/rows.ts';

interface Row {
  readonly id: string;
}
export type Compare<R> = (a: R, b: R) => number;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const RECORD_ORDER: Compare<RecordRow> = (a, b) => b.changed - a.changed || byText(a.id, b.id);
export const PERSON_ORDER: Compare<PersonRow> = (a, b) => byText(a.name, b.name) || byText(a.id, b.id);
export const TASK_ORDER: Compare<TaskRow> = (a, b) =>
  a.done - b.done || byText(a.title, b.title) || byText(a.id, b.id);
export const ACTIVITY_ORDER: Compare<ActivityRow> = (a, b) => b.depth - a.depth || byText(a.id, b.id);

/** What was written last, as far as clocks can be believed, is what people still have in mind. */
const lastWritten = ({ sides }: ConflictRow): number =>
  Math.max(...sides.map(({ at }) => Date.parse(at) || -Infinity));
export const CONFLICT_ORDER: Compare<ConflictRow> = (a, b) =>
  lastWritten(b) - lastWritten(a) || byText(a.id, b.id);

/** `rows` is sorted; `changed` need not be. Rows of `changed` replace those of the same id. */
export const mergeRows = <R extends Row>(
  rows: readonly R[],
  changed: readonly R[],
  compare: Compare<R>,
): readonly R[] => {
  if (changed.length === 0) return rows;
  // Of two rows of one id in a patch the later counts.
  const byId = new Map(changed.map((row) => [row.id, row]));
  const fresh = [...byId.values()].toSorted(compare);
  const merged: R[] = [];
  let next = 0;
  for (const row of rows) {
    if (byId.has(row.id)) continue;
    while (next < fresh.length && compare(fresh[next]!, row) < 0) merged.push(fresh[next++]!);
    merged.push(row);
  }
  while (next < fresh.length) merged.push(fresh[next++]!);
  return merged;
};

const indexes = new WeakMap<readonly Row[], ReadonlyMap<string, Row>>();

/** Made when first asked for, once a list: most patches come while nobody looks anything up. */
export const rowById = <R extends Row>(rows: readonly R[], id: string): R | undefined => {
  let index = indexes.get(rows);
  if (!index) indexes.set(rows, (index = new Map(rows.map((row) => [row.id, row]))));
  return index.get(id) as R | undefined;
};
