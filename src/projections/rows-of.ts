import { aggregateType, type AggregateId } from '../kernel/ids.ts';
import { ACTIVITY_VERSION } from './activity.ts';
import { bodyProjector } from './body.ts';
import type { ConflictRow } from './conflict.ts';
import { personProjector } from './person.ts';
import { NO_ROWS, type AggregateRows, type Projector } from './projector.ts';
import { recordProjector } from './record.ts';

export type { AggregateRows };

/** By aggregate type. */
const projectors = { record: recordProjector, person: personProjector, body: bodyProjector };

/** Rows for reading by what they are made from: those of another version are made again, and no others. */
export const PROJECTIONS = {
  ...projectors,
  /** From the events of all aggregates. */
  activity: { version: ACTIVITY_VERSION, tables: ['activity'] as const },
};

export type ProjectionName = keyof typeof PROJECTIONS;

const projectorOf = (id: AggregateId): Projector<never> | undefined => {
  const type = aggregateType(id);
  return Object.hasOwn(projectors, type) ? projectors[type as keyof typeof projectors] : undefined;
};

/** The state must be of the aggregate's own type. */
export const aggregateRows = (id: AggregateId, state: unknown): AggregateRows =>
  projectorOf(id)?.rows(id, state as never) ?? NO_ROWS;

export const aggregateConflicts = (id: AggregateId, state: unknown): readonly ConflictRow[] =>
  projectorOf(id)?.conflicts(id, state as never) ?? [];
