import {
  aggregateFromAll,
  emptyAggregate,
  rowsToAggregate,
  withEvents,
  type Aggregate,
} from '../../src/aggregates/aggregate.ts';
import { needsWholeStream } from '../../src/aggregates/whole-stream.ts';
import { inCanonicalOrder, StateSpent, type AnyDecider } from '../../src/aggregates/fold.ts';
import { createBody } from '../../src/domain/body/decider.ts';
import type { Event } from '../../src/events/event.ts';
import type { AggregateId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import { commandOf, nameOf } from './events.ts';
import { shuffled } from './random-work.ts';

const ID = 'body:1' as AggregateId;

export const createDecider = (actor: number): AnyDecider =>
  createBody(`${actor}`.padStart(32, '0')).decider as unknown as AnyDecider;

/** What tells the events of one body apart, and where they lie. */
export const about = (
  index: number,
  depth: number,
  device: number,
): Omit<Event, 'v' | 'type' | 'actor' | 'at' | 'payload'> => ({
  aggregate: ID,
  name: nameOf(index),
  command: commandOf(index),
  place: {
    depth,
    device: `d${device}` as DeviceId,
    segment: nameOf(1000 + index) as string as SegmentHash,
    seq: index + 1,
  },
});

const stored = (decider: AnyDecider, { row, snapshot }: Aggregate): Aggregate | undefined =>
  rowsToAggregate(decider, structuredClone(row), structuredClone(snapshot));

/** As a device would: some at once, some after a restart, the whole stream where that is asked for. */
export const grow = (decider: AnyDecider, events: readonly Event[], seed: number): Aggregate => {
  let aggregate = emptyAggregate(ID, decider);
  const arrived: Event[] = [];
  const order = shuffled(events, seed);
  for (let from = 0; from < order.length;) {
    const some = inCanonicalOrder(order.slice(from, from + 1 + ((seed + from) % 4)));
    from += some.length;
    arrived.push(...some);
    const whole = () => aggregateFromAll(decider, ID, arrived);
    try {
      aggregate = needsWholeStream(decider, aggregate, some) ? whole() : withEvents(decider, aggregate, some);
    } catch (error) {
      if (!(error instanceof StateSpent)) throw error;
      aggregate = whole();
    }
    if ((seed + from) % 3 === 0) aggregate = stored(decider, aggregate) ?? whole();
  }
  return aggregate;
};
