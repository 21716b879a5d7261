import type { BodyState } from '../domain/body/state.ts';
import { bodyText } from '../domain/body/state.ts';
import { historySteps, mergeSteps } from '../history/steps.ts';
import type { Cut } from '../history/cut.ts';
import type { AggregateId, CommandId, DeviceId } from '../kernel/ids.ts';
import { ok, type Failure, type Result } from '../kernel/result.ts';
import type { HistoryStep } from '../projections/history.ts';
import type { AggregateRows } from '../projections/rows-of.ts';
import type { ConflictRow } from '../projections/conflict.ts';
import type { SideView } from '../projections/conflict-sides.ts';
import { bookRowsAt } from './book-at.ts';
import { conflictSides } from './conflict-sides.ts';
import type { Engine } from './engine.ts';
import { knownBy } from './known-by.ts';
import { deciderOf, loadAggregate } from './load.ts';
import { cutToExtent, foldedAt, streamOf } from './look-back.ts';
import { restore, type Restoring } from './restore.ts';
import { undo, type Undone, type UndoWay } from './undo.ts';

/** The book as it was at any event, claimed time or context, and the ways back, which are new events (HI1 to HI3). */
export interface BookHistory {
  /** What was done to these aggregates, as one list in canonical order. */
  steps(ids: readonly AggregateId[]): Promise<readonly HistoryStep[]>;
  /** The state of an aggregate at a cut. */
  stateAt(id: AggregateId, cut: Cut): Promise<Result<unknown, Failure>>;
  /** The text of a body at a cut. */
  textAt(id: AggregateId, cut: Cut): Promise<Result<string, Failure>>;
  /** The lists of the whole book at a cut; `onProgress` from 0 to 1. */
  bookAt(cut: Cut, onProgress: (done: number) => void): Promise<Result<AggregateRows, Failure>>;
  /** What a device knew when its clock last claimed a time up to `instant`. */
  knownBy(device: DeviceId, instant: number): Promise<Cut>;
  /** What each side of a conflict had in front of it. */
  sides(conflict: ConflictRow): Promise<readonly SideView[]>;
  restore(request: Restoring): Promise<Result<boolean, Failure>>;
  undo(way: UndoWay, passing: readonly CommandId[]): Promise<Undone>;
}

export const bookHistory = (engine: Engine): BookHistory => {
  const stateAt = (id: AggregateId, cut: Cut): Promise<Result<unknown, Failure>> =>
    engine.exclusive(async () => {
      const extent = await cutToExtent(engine, cut);
      return extent.ok ? ok((await foldedAt(engine, id, extent.value)).state) : extent;
    });
  return {
    stateAt,
    textAt: async (id, cut) => {
      const state = await stateAt(id, cut);
      return state.ok ? ok(bodyText(state.value as BodyState)) : state;
    },
    steps: (ids) =>
      engine.exclusive(async () => {
        const histories: (readonly HistoryStep[])[] = [];
        for (const id of ids) {
          const aggregate = await loadAggregate(engine, id);
          histories.push(
            historySteps(deciderOf(engine, id), await streamOf(engine, aggregate), aggregate.row),
          );
        }
        return mergeSteps(histories);
      }),
    bookAt: async (cut, onProgress) => {
      const extent = await engine.exclusive(() => cutToExtent(engine, cut));
      return extent.ok ? ok(await bookRowsAt(engine, extent.value, onProgress)) : extent;
    },
    knownBy: (device, instant) => engine.exclusive(() => knownBy(engine, device, instant)),
    sides: (conflict) => conflictSides(engine, conflict),
    restore: (request) => restore(engine, request),
    undo: (way, passing) => undo(engine, way, passing),
  };
};
