import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emptyAggregate,
  rowsToAggregate,
  withEvents,
  aggregateFromAll,
  type Aggregate,
} from '../../src/aggregates/aggregate.ts';
import { needsWholeStream } from '../../src/aggregates/whole-stream.ts';
import { foldAll, inCanonicalOrder, type AnyDecider } from '../../src/aggregates/fold.ts';
import { createDefinitions } from '../../src/domain/catalogue.ts';
import type { Event } from '../../src/events/event.ts';
import type { AggregateId } from '../../src/kernel/ids.ts';
import { arbitraryStream, fickle } from '../support/arbitrary-streams.ts';
import { commandOf } from '../support/events.ts';
import { shuffled, withPoison } from '../support/random-work.ts';

const ID = 'record:1' as AggregateId;
const decider = withPoison(createDefinitions({ actor: 'ab'.repeat(16) })).record
  .decider as unknown as AnyDecider;

const stream = arbitraryStream(60, 1);

const NEVER = { copies: 0, quarantined: 0, snapshots: 0, tailless: 0, full: 0, disputed: 0 };
let met = NEVER;

/** The device knows of far deeper events now and then, so that a snapshot takes the whole tail. */
const FAR = 5000;

const grow = (
  decider: AnyDecider,
  events: readonly Event[],
  seed: number,
): { aggregate: Aggregate; full: number } => {
  let aggregate = emptyAggregate(ID, decider);
  let full = 0;
  const arrived: Event[] = [];
  const order = shuffled(events, seed);
  for (let at = 0; at < order.length; at += 1 + ((seed + at) % 4)) {
    const some = order.slice(at, at + 1 + ((seed + at) % 4));
    // What was aside comes again with an upgrade, also where all of the stream has been read meanwhile.
    const again = (seed + at) % 5 === 0 ? inCanonicalOrder(arrived).slice(-1 - (seed % 3)) : [];
    arrived.push(...some);
    const sorted = inCanonicalOrder([...again, ...some]);
    const isFull = needsWholeStream(decider, aggregate, sorted);
    if (isFull) full++;
    const newest = (seed + at) % 3 === 0 ? FAR : 0;
    aggregate = isFull
      ? aggregateFromAll(decider, ID, arrived, newest)
      : withEvents(decider, aggregate, sorted, newest);
    if (aggregate.snapshot && aggregate.row.tail.length === 0) met.tailless++;
  }
  return { aggregate, full };
};

test.each([
  ['what is poison everywhere', decider],
  ['what does not fit at one place and does at another', fickle(decider)],
])(
  'FO1, QU1, ON1: any order of arrival, with snapshots, gives the fold in canonical order: %s',
  (_, by) => {
    met = { ...NEVER };
    fc.assert(
      fc.property(stream, fc.nat(1000), (events, seed) => {
        const { folded } = foldAll(by, events);
        const { aggregate, full } = grow(by, events, seed);
        expect(by.digest(aggregate.folded.state)).toEqual(by.digest(folded.state));
        expect(aggregate.row.quarantined).toEqual(folded.quarantined);
        expect([aggregate.row.aliases, aggregate.row.disputed]).toEqual([folded.aliases, folded.disputed]);
        const reloaded = rowsToAggregate(by, aggregate.row, aggregate.snapshot)!;
        expect(by.digest(reloaded.folded.state)).toEqual(by.digest(folded.state));
        met.copies += Object.keys(folded.aliases).length;
        met.disputed += folded.disputed.length;
        met.quarantined += folded.quarantined.length;
        met.snapshots += aggregate.snapshot ? 1 : 0;
        met.full += full;
      }),
      { numRuns: 100 },
    );
    for (const [what, times] of Object.entries(met)) expect([what, times > 0]).toEqual([what, true]);
  },
  60_000,
);

test('QU1: a poisoned command is left out, and all others are folded', () => {
  fc.assert(
    fc.property(stream, (events) => {
      const single = events.map((event, i) => ({ ...event, command: commandOf(5000 + i) }));
      const isPoison = (event: Event) => event.payload['text'] === 'poison';
      const { folded } = foldAll(decider, single);
      const without = foldAll(
        decider,
        single.filter((event) => !isPoison(event)),
      );
      expect(decider.digest(folded.state)).toEqual(decider.digest(without.folded.state));
      expect(folded.quarantined.map(({ names }) => names)).toEqual(
        inCanonicalOrder(single)
          .filter(isPoison)
          .map(({ name }) => [name]),
      );
    }),
  );
});

test('AT1, QU1: of a command with one poisoned event no other is folded', () => {
  fc.assert(
    fc.property(stream, (events) => {
      const sorted = inCanonicalOrder(events);
      const pairs = sorted.map((event, i): Event => {
        const first = sorted[i - (i % 2)]!;
        return {
          ...event,
          command: commandOf(5000 + i - (i % 2)),
          place: { ...first.place, seq: event.place.seq },
        };
      });
      const isPoisoned = (event: Event) =>
        pairs.some(({ command, payload }) => command === event.command && payload['text'] === 'poison');
      const { folded } = foldAll(decider, pairs);
      const without = foldAll(
        decider,
        pairs.filter((event) => !isPoisoned(event)),
      );
      expect(decider.digest(folded.state)).toEqual(decider.digest(without.folded.state));
    }),
  );
});
