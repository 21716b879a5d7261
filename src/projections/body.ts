import { MAX_OVER } from '../events/lines.ts';
import type { Dispute } from '../domain/body/disputes.ts';
import type { Wording } from '../domain/body/wordings.ts';
import type { BodyState } from '../domain/body/state.ts';
import type { AggregateId } from '../kernel/ids.ts';
import { conflictId, MAX_SIDES, type ConflictRow, type ConflictSide } from './conflict.ts';
import { NO_ROWS, type Projector } from './projector.ts';

const disputeToRow = (aggregate: AggregateId, { place, wordings, standing }: Dispute): ConflictRow => {
  const part = { of: 'sentence', place } as const;
  return {
    id: conflictId(aggregate, part),
    aggregate,
    kind: 'prose',
    part,
    label: 'Prose',
    sides: [...Map.groupBy(wordings, ({ name }) => name).values()].slice(0, MAX_SIDES).map(wordingsToSide),
    over: [...new Set(wordings.map(({ name }) => name))].slice(0, MAX_OVER),
    standing,
  };
};

/** What one edit made of the sentences that are in question: of several stretches, one after another. */
const wordingsToSide = (wordings: readonly Wording[]): ConflictSide => {
  const { name, actor, device, claimed } = wordings[0]!;
  const texts = wordings.map(({ text }) => text);
  const value = texts.includes(null) ? null : texts.filter((text) => text !== '').join(' ');
  return { name, value, actor, device, at: claimed };
};

const bodyConflicts = (id: AggregateId, { disputes }: BodyState): readonly ConflictRow[] =>
  disputes.map((dispute) => disputeToRow(id, dispute));

/** A body is read in whole: only what is open of it stands in lists. */
export const bodyProjector: Projector<BodyState> = {
  version: 1,
  tables: [],
  conflicts: bodyConflicts,
  rows: (id, state) =>
    state.disputes.length === 0 ? NO_ROWS : { ...NO_ROWS, conflicts: bodyConflicts(id, state) },
};
