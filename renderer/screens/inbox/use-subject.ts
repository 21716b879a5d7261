import type { AggregateId } from '../../../src/kernel/ids.ts';
import { rowById } from '../../store/rows.ts';
import { useBook } from '../../store/use-book.ts';

/** The record that prose belongs to; everything else is about itself. */
export const subjectOf = (aggregate: AggregateId): AggregateId =>
  aggregate.replace(/^body:/, 'record:') as AggregateId;

/** What to call the record or person that a conflict is in. */
export const useSubject = (aggregate: AggregateId): string => {
  const id = subjectOf(aggregate);
  return useBook(
    (state) => rowById(state.records, id)?.title ?? rowById(state.people, id)?.name ?? 'A record',
  );
};
