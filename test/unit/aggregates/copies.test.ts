import { expect, test } from 'vitest';
import {
  aggregateFromAll,
  emptyAggregate,
  rowsToAggregate,
  withEvents,
} from '../../../src/aggregates/aggregate.ts';
import { needsWholeStream } from '../../../src/aggregates/whole-stream.ts';
import { foldAll, type AnyDecider } from '../../../src/aggregates/fold.ts';
import { createDefinitions } from '../../../src/domain/catalogue.ts';
import type { RecordState } from '../../../src/domain/record/state.ts';
import type { Event } from '../../../src/events/event.ts';
import type { AggregateId, DeviceId, SegmentHash } from '../../../src/kernel/ids.ts';
import { fickle } from '../../support/arbitrary-streams.ts';
import { commandOf, nameOf } from '../../support/events.ts';

const ID = 'record:1' as AggregateId;
const decider = fickle(createDefinitions({ actor: 'ab'.repeat(16) }).record.decider as unknown as AnyDecider);

type What = readonly [type: string, payload: Event['payload'], over?: Event['over']];

const at = (depth: number, command: number, [type, payload, over]: What): Event => ({
  name: nameOf(depth),
  command: commandOf(command),
  aggregate: ID,
  actor: 'Ada',
  v: 1,
  at: '2026-11-30T12:00:00.000Z',
  type,
  payload,
  ...(over ? { over } : {}),
  place: {
    depth,
    device: `d${depth}` as DeviceId,
    segment: nameOf(1000 + depth) as string as SegmentHash,
    seq: 1,
  },
});

const comment: What = ['record.comment-added', { text: 'Seen.' }];
const title = (text: string, over?: Event['over']): What => ['record.title-set', { title: text }, over];

const commentsOf = (state: unknown) => (state as RecordState).comments.map(({ name }) => name);

test('ON1, QU1: where a command is left out and a copy of it fits, the copy counts', () => {
  const { folded } = foldAll(decider, [
    at(1, 1, comment),
    at(2, 2, title('North')),
    at(3, 1, comment),
    at(4, 3, title('South')),
    at(5, 1, comment),
  ]);
  expect(commentsOf(folded.state)).toEqual([nameOf(3)]);
  expect(folded.quarantined.map(({ names }) => names)).toEqual([[nameOf(1)]]);
  expect(folded.aliases).toEqual({ [nameOf(1)]: nameOf(3), [nameOf(5)]: nameOf(3) });
});

test('ON1, CF1: what is over a copy that was left out replaces what the copy that counts has written', () => {
  const early: AnyDecider = {
    ...decider,
    evolveAll: (state, events) => {
      if (events[0]!.place.depth === 1) throw new Error('Not yet.');
      return decider.evolveAll!(state, events);
    },
  };
  const { folded } = foldAll(early, [
    at(1, 1, title('North')),
    at(2, 1, title('North')),
    at(3, 2, title('South', [nameOf(1)])),
  ]);
  expect((folded.state as RecordState).title.map(({ value }) => value)).toEqual(['South']);
});

test('FO1, ON1: what arrives before a command that was left out, and makes it fit, has its copy count no more', () => {
  const events = [at(2, 1, comment), at(3, 2, title('North')), at(4, 1, comment)];
  const before = aggregateFromAll(decider, ID, events);
  const late = at(1, 3, title('South'));
  expect(commentsOf(before.folded.state)).toEqual([nameOf(4)]);
  expect(commentsOf(foldAll(decider, [late, ...events]).folded.state)).toEqual([nameOf(2)]);
  expect(needsWholeStream(decider, before, [late])).toBe(true);
});

test('DU1: an event that is there as the last, and comes again, is not folded twice', () => {
  const events = [at(1, 1, title('North')), at(2, 2, comment)];
  const before = withEvents(decider, emptyAggregate(ID, decider), events);
  expect(needsWholeStream(decider, before, events.slice(1))).toBe(true);
  expect(needsWholeStream(decider, before, events.slice(0, 1))).toBe(true);
});

test('FO1: what arrives where there are no copies folds onto what is there', () => {
  const empty = emptyAggregate(ID, decider);
  const before = withEvents(decider, empty, [at(2, 1, title('North')), at(3, 2, comment)]);
  expect(needsWholeStream(decider, before, [at(1, 3, title('South'))])).toBe(false);
});

test('FO1, ON1: an event that is over a copy which sorts after it is read from the rows as it was folded', () => {
  const aggregate = aggregateFromAll(decider, ID, [
    at(1, 1, title('North')),
    at(2, 2, title('South', [nameOf(3)])),
    at(3, 1, title('North')),
  ]);
  const reloaded = rowsToAggregate(decider, aggregate.row, aggregate.snapshot)!;
  expect(decider.digest(reloaded.folded.state)).toEqual(decider.digest(aggregate.folded.state));
  expect((aggregate.folded.state as RecordState).title.map(({ value }) => value)).toEqual(['North', 'South']);
});
