import type { Cut } from '../../../src/history/cut.ts';
import type { AggregateId, DeviceId } from '../../../src/kernel/ids.ts';
import type { HistoryStep } from '../../../src/projections/history.ts';

/** The prose stands beside the parts of a record. */
export const TEXT = 'text';

/** A point from which a record is looked at: a step of its history, or what a device knew at a time. */
export interface Moment {
  readonly cut: Cut;
  readonly device: DeviceId;
  /** Claimed. */
  readonly at: string | number;
  readonly step: HistoryStep | undefined;
}

export const stepToMoment = (step: HistoryStep): Moment => ({
  cut: { kind: 'event', at: step.place },
  device: step.device,
  at: step.at,
  step,
});

/** Parts of the record that the step of a moment wrote. */
export const changedAt = (id: AggregateId, { step }: Moment): ReadonlySet<string> => {
  const parts = step?.changes.flatMap((change) => change.parts) ?? [];
  return new Set(step && step.aggregate !== id ? [TEXT] : parts);
};
