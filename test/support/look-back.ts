import type { Cut, Position } from '../../src/history/cut.ts';
import { headToPosition } from '../../src/history/past.ts';
import type { RecordState } from '../../src/domain/record/state.ts';
import type { AggregateId } from '../../src/kernel/ids.ts';
import type { HistoryStep } from '../../src/projections/history.ts';
import type { Device } from './devices.ts';

/** All that a device has, its pending commands too. */
export const everything = async ({ book }: Device): Promise<Cut> => {
  const heads = (await book.log.heads()).map(headToPosition);
  const { device, former = [] } = book.identity;
  const seq = former.reduce((left, keys) => left - keys.seq, book.recorded());
  const own: Position = { device, segment: '~', seq };
  return { kind: 'context', ends: [...heads, own] };
};

export const stepsOf = ({ book }: Device, ...ids: readonly string[]): Promise<readonly HistoryStep[]> =>
  book.history.steps(ids as readonly AggregateId[]);

export const recordAt = async ({ book }: Device, id: string, cut: Cut): Promise<RecordState> => {
  const state = await book.history.stateAt(id as AggregateId, cut);
  if (!state.ok) throw new Error(state.error.message);
  return state.value as RecordState;
};

export const textAt = async ({ book }: Device, id: string, cut: Cut): Promise<string> => {
  const text = await book.history.textAt(id as AggregateId, cut);
  if (!text.ok) throw new Error(text.error.message);
  return text.value;
};

export const atStep = ({ place }: HistoryStep): Cut => ({ kind: 'event', at: place });
