import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emptyAggregate,
  needsWholeStream,
  withEvents,
  aggregateFromAll,
  type Aggregate,
} from '../../src/aggregates/aggregate.ts';
import { foldAll, inCanonicalOrder, type AnyDecider } from '../../src/aggregates/fold.ts';
import { createDefinitions } from '../../src/domain/catalogue.ts';
import type { RecordState } from '../../src/domain/record/state.ts';
import type { Event } from '../../src/events/event.ts';
import type { AggregateId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import { arbitraryEvents } from '../support/arbitrary-events.ts';
import { commandOf, nameOf } from '../support/events.ts';
import { shuffled, withPoison } from '../support/random-work.ts';

const ID = 'record:1' as AggregateId;
const decider = withPoison(createDefinitions({ actor: 'ab'.repeat(16) })).record
  .decider as unknown as AnyDecider;

/** Takes comments at every other edit only: what does not fit at its place may fit where a copy of it stands. */
const fickle: AnyDecider = {
  ...decider,
  evolveAll: (state, events) =>
    events.reduce((before, event) => {
      const { edits } = before as RecordState;
      if (event.type === 'record.comment-added' && edits % 2 === 0) throw new Error('Not now.');
      return decider.evolve(before, event);
    }, state),
};

/** Events of many devices, each a segment and a command of its own; few command ids, so some are copies. */
const stream: fc.Arbitrary<readonly Event[]> = fc
  .tuple(
    fc.array(arbitraryEvents('record'), { minLength: 1, maxLength: 8 }),
    fc.infiniteStream(fc.nat(60)),
    fc.infiniteStream(fc.nat(9)),
  )
  .map(([lists, commands, poison]) =>
    lists.flat().map(({ copy: _, ...event }, i): Event => ({
      ...event,
      name: nameOf(i),
      command: commandOf(commands.next().value),
      place: {
        depth: 1 + Math.floor(i / 3),
        device: `d${i % 3}` as DeviceId,
        segment: nameOf(1000 + i) as string as SegmentHash,
        seq: 1 + i,
      },
      ...(poison.next().value === 0 ? { type: 'record.comment-added', payload: { text: 'poison' } } : {}),
    })),
  );

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
    arrived.push(...some);
    const sorted = inCanonicalOrder(some);
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
  ['what does not fit at one place and does at another', fickle],
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

test('ON1, QU1: where a command is left out and a copy of it fits, the copy counts', () => {
  const at = (depth: number, command: number, type: string, payload: Event['payload']): Event => ({
    name: nameOf(depth),
    command: commandOf(command),
    aggregate: ID,
    actor: 'Ada',
    v: 1,
    at: '2026-11-30T12:00:00.000Z',
    type,
    payload,
    place: {
      depth,
      device: `d${depth}` as DeviceId,
      segment: nameOf(1000 + depth) as string as SegmentHash,
      seq: 1,
    },
  });
  const comment = ['record.comment-added', { text: 'Seen.' }] as const;
  const { folded } = foldAll(fickle, [
    at(1, 1, ...comment),
    at(2, 2, 'record.title-set', { title: 'North' }),
    at(3, 1, ...comment),
    at(4, 3, 'record.title-set', { title: 'South' }),
    at(5, 1, ...comment),
  ]);
  const { comments } = folded.state as RecordState;
  expect(comments.map(({ name }) => name)).toEqual([nameOf(3)]);
  expect(folded.quarantined.map(({ names }) => names)).toEqual([[nameOf(1)]]);
  expect(folded.aliases).toEqual({ [nameOf(5)]: nameOf(3) });
});

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
