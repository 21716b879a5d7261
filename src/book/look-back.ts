import type { Aggregate } from '../aggregates/aggregate.ts';
import type { Folded } from '../aggregates/fold.ts';
import { UNSEALED } from '../clock/order.ts';
import type { Event } from '../events/event.ts';
import { eventsInside, foldFromSnapshot, foldInside, type Extent } from '../history/at-cut.ts';
import type { Cut } from '../history/cut.ts';
import { pastOf } from '../history/past.ts';
import type { AggregateId } from '../kernel/ids.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import type { Engine } from './engine.ts';
import { deciderOf, loadAggregate, wholeStream } from './load.ts';
import { logGraph } from './log-graph.ts';
import { isForked } from './refold.ts';
import { segmentInfo } from './segments.ts';

/** Works out which events a cut holds. */
export const cutToExtent = async (engine: Engine, cut: Cut): Promise<Result<Extent, Failure<'not-here'>>> => {
  if (cut.kind === 'time') return ok(cut);
  const past = await pastOf(cut.kind === 'event' ? [cut.at] : cut.ends, logGraph(engine));
  return past
    ? ok({ kind: 'past', past })
    : fail('not-here', 'This device does not have that part of the book yet.');
};

/**
 * The whole stream of an aggregate, kept for whoever steps through it. While its snapshot is the same, only the tail has
 * to be looked at again; of copies the tail holds no originals, and in a fork places change when they are sealed.
 */
export const streamOf = async (engine: Engine, aggregate: Aggregate): Promise<readonly Event[]> => {
  const { aggregate: id, tail, aliases } = aggregate.row;
  const known = engine.streams.get(id);
  if (known?.aggregate === aggregate) return known.events;
  const isSame =
    known !== undefined &&
    known.aggregate.snapshot === aggregate.snapshot &&
    Object.keys(aliases).length === 0 &&
    !isForked(engine);
  const events = isSame ? [...known.older, ...tail] : await wholeStream(engine, aggregate);
  const inTail = new Set(tail.map((event) => event.name));
  const older = isSame ? known.older : events.filter((event) => !inTail.has(event.name));
  engine.streams.set(id, { aggregate, older, events });
  return events;
};

/** An aggregate as it was at a cut: from its snapshot where that lies inside, else from all of its events (HI1). */
export const foldedAt = async (engine: Engine, id: AggregateId, extent: Extent): Promise<Folded> => {
  const aggregate = await loadAggregate(engine, id);
  return (
    (await foldedFromRows(engine, aggregate, extent)) ??
    foldInside(deciderOf(engine, id), await streamOf(engine, aggregate), extent)
  );
};

/** The same where the aggregate's rows suffice. */
export const foldedFromRows = async (
  engine: Engine,
  aggregate: Aggregate,
  extent: Extent,
): Promise<Folded | undefined> =>
  (await isSnapshotInside(engine, aggregate, extent))
    ? foldFromSnapshot(
        deciderOf(engine, aggregate.row.aggregate),
        aggregate,
        eventsInside(aggregate.row.tail, extent),
      )
    : undefined;

/** Are all events of the snapshot in the extent, for certain? */
export const isSnapshotInside = async (
  engine: Engine,
  aggregate: Aggregate,
  extent: Extent,
): Promise<boolean> => {
  const { snapshot, row } = aggregate;
  if (!snapshot) return true;
  if (extent.kind === 'time') return (snapshot.claimed ?? Infinity) <= extent.instant;
  const { device } = engine.identity;
  if (!row.unsealed.every((seq) => extent.past.includes({ device, segment: UNSEALED, seq }))) return false;
  for (const segment of [...snapshot.segments, ...row.sealed]) {
    const info = engine.links.get(segment) ?? (await segmentInfo(engine, segment));
    if (!info || !extent.past.includes({ device: info.device, segment, seq: info.lastSeq })) return false;
  }
  return true;
};
