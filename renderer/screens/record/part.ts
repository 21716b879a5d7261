import type { RecordState } from '../../../src/domain/record/state.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';

/** What each part of the record's page is given. */
export interface RecordPart {
  readonly id: AggregateId;
  readonly record: RecordState;
}
