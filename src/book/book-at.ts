import { foldInside, type Extent } from '../history/at-cut.ts';
import type { Event } from '../events/event.ts';
import type { AggregateId, SegmentHash } from '../kernel/ids.ts';
import { aggregateRows, type AggregateRows } from '../projections/rows-of.ts';
import { NO_ROWS } from '../projections/projector.ts';
import type { Engine } from './engine.ts';
import { deciderOf, loadAggregates, segmentsOf } from './load.ts';
import { foldedFromRows } from './look-back.ts';
import { eventsOfStored, pendingToEvents } from './segments.ts';

const PAGE = 500;
/** Events folded at a time: what bounds the memory, and how often a segment is opened. */
const TURN = 100_000;

/** Rows of the whole book as it was: first what rows and snapshots tell, then the rest from the segments, in turns. */
export const bookRowsAt = async (
  engine: Engine,
  extent: Extent,
  onProgress: (done: number) => void,
): Promise<AggregateRows> => {
  const found: AggregateRows[] = [];
  let turn: { readonly id: AggregateId; readonly size: number }[] = [];
  const turns = [turn];
  const total = await engine.ports.store.read(['streams'], (tx) => tx.count('streams'));
  for (let after = ''; ;) {
    const page = await engine.exclusive(async () => {
      const rows = await engine.ports.store.read(['streams'], (tx) =>
        tx.range('streams', { from: after, fromOpen: true, limit: PAGE }),
      );
      const aggregates = await loadAggregates(
        engine,
        rows.map((row) => row.aggregate),
      );
      for (const [id, aggregate] of aggregates) {
        const folded = await foldedFromRows(engine, aggregate, extent);
        if (folded) found.push(aggregateRows(id, folded.state));
        else {
          const size = aggregate.row.tail.length + (aggregate.snapshot?.commands.length ?? 0);
          if (turn.reduce((sum, one) => sum + one.size, size) > TURN) turns.push((turn = []));
          turn.push({ id, size });
        }
      }
      return rows;
    });
    if (page.length === 0) break;
    after = page.at(-1)!.aggregate;
  }
  let done = total - turns.flat().length;
  for (const one of turns) {
    onProgress(total === 0 ? 1 : done / total);
    found.push(
      ...(await engine.exclusive(() =>
        rowsFromSegments(
          engine,
          one.map(({ id }) => id),
          extent,
        ),
      )),
    );
    done += one.length;
  }
  onProgress(1);
  return joined(found);
};

const joined = (parts: readonly AggregateRows[]): AggregateRows => ({
  ...NO_ROWS,
  records: parts.flatMap((part) => part.records),
  people: parts.flatMap((part) => part.people),
  tasks: parts.flatMap((part) => part.tasks),
  conflicts: parts.flatMap((part) => part.conflicts),
});

/** Each segment is opened once for all the aggregates of a turn. */
const rowsFromSegments = async (
  engine: Engine,
  ids: readonly AggregateId[],
  extent: Extent,
): Promise<readonly AggregateRows[]> => {
  const events = new Map<AggregateId, Event[]>(ids.map((id) => [id, []]));
  const segments = new Set<SegmentHash>();
  for (const { row, snapshot } of (await loadAggregates(engine, ids)).values())
    for (const segment of segmentsOf(row, snapshot)) segments.add(segment);
  for (const segment of segments)
    for (const event of await eventsOfStored(engine, segment)) events.get(event.aggregate)?.push(event);
  const pending = await engine.ports.store.read(['pending'], (tx) => tx.range('pending'));
  for (const row of pending) events.get(row.aggregate)?.push(...pendingToEvents(engine, row));
  return [...events].map(([id, list]) =>
    aggregateRows(id, foldInside(deciderOf(engine, id), list, extent).state),
  );
};
