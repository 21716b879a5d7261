import type { HistoryStep } from '../../../src/projections/history.ts';

/** What one person did on one device without a longer pause. */
export interface StepGroup {
  /** In canonical order; at least one. */
  readonly steps: readonly HistoryStep[];
}

const PAUSE_MS = 10 * 60_000;

const goesOn = (before: HistoryStep, next: HistoryStep): boolean =>
  before.actor === next.actor &&
  before.device === next.device &&
  !(Math.abs(Date.parse(next.at) - Date.parse(before.at)) > PAUSE_MS);

export const groupSteps = (steps: readonly HistoryStep[]): readonly StepGroup[] => {
  const groups: HistoryStep[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last && goesOn(last.at(-1)!, step)) last.push(step);
    else groups.push([step]);
  }
  return groups.map((group) => ({ steps: group }));
};

/**
 * The step that lies `by` further on from one of them, or from the present (undefined): negative is older, and ends at
 * the oldest. `whole` goes to the newest step of the group before or after. Undefined beyond the newest.
 */
export const stepFrom = (
  groups: readonly StepGroup[],
  from: HistoryStep | undefined,
  by: -1 | 1,
  whole: boolean,
): HistoryStep | undefined => {
  const places = whole ? groups : groups.flatMap(({ steps }) => steps.map((step) => ({ steps: [step] })));
  const at = from ? places.findIndex(({ steps }) => steps.some(({ id }) => id === from.id)) : places.length;
  return at + by < 0 ? groups[0]?.steps[0] : places[at + by]?.steps.at(-1);
};
