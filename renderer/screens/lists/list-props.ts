import type { AggregateId } from '../../../src/kernel/ids.ts';

/** What every list of the middle pane is given. */
export interface ListProps {
  readonly opened: AggregateId | undefined;
  readonly open: (id: AggregateId) => void;
}
