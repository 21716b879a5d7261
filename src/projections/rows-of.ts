import { aggregateType, type AggregateId } from '../kernel/ids.ts';
import type { ConflictRow } from './conflict.ts';
import { personProjector } from './person.ts';
import { NO_ROWS, type AggregateRows, type Projector } from './projector.ts';
import { recordProjector } from './record.ts';

export type { AggregateRows };

/** By aggregate type; a body is read in whole, and has no rows. */
const projectors = new Map<string, Projector<never>>([
  ['record', recordProjector],
  ['person', personProjector],
]);

/** Changes with the version of any projector: rows made under another are made again. */
export const PROJECTION_VERSION = [...projectors]
  .map(([type, { version }]) => `${type} ${version}`)
  .join(', ');

/** The state must be of the aggregate's own type. */
export const aggregateRows = (id: AggregateId, state: unknown): AggregateRows =>
  projectors.get(aggregateType(id))?.rows(id, state as never) ?? NO_ROWS;

export const aggregateConflicts = (id: AggregateId, state: unknown): readonly ConflictRow[] =>
  projectors.get(aggregateType(id))?.conflicts(id, state as never) ?? [];
