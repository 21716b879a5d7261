import { expect, test } from 'vitest';
import type { AnyDecider } from '../../../src/aggregates/fold.ts';
import { foldAll } from '../../../src/aggregates/fold.ts';
import { isRecorded } from '../../../src/commands/recorded.ts';
import { record } from '../../../src/domain/record/decider.ts';
import type { Event } from '../../../src/events/event.ts';
import { commandOf, eventOf, nameOf } from '../../support/events.ts';

const STATUSES = ['in review', 'closed', 'open'] as const;
const ROWS = 300;
const TURNS = 90;

/** A record that went through its states, and got a line of a file after each. */
const stream: readonly Event[] = [
  eventOf(1, 'record.created', { title: 'Bridge' }),
  ...Array.from({ length: ROWS }, (_, i) =>
    i < TURNS
      ? eventOf(i + 2, 'record.status-set', { status: STATUSES[i % 3]! }, { over: [nameOf(i + 1)] })
      : eventOf(i + 2, 'record.entry-added', { text: `Line ${i}`, happened: '2026-01-01' }),
  ),
];
const base = (number: number) => ({ id: commandOf(number), aggregate: 'record:1' }) as const;
const turn = (i: number, status: string) => ({ ...base(i + 2), type: 'record.set-status', status });
const line = (i: number) => ({
  ...base(i + 2),
  type: 'record.add-entry',
  text: `Line ${i}`,
  happened: '2026-01-01',
});

const real = record.decider as unknown as AnyDecider;

/** The decider of records, with how many events were folded. */
const counting = () => {
  let folded = 0;
  const decider: AnyDecider = {
    ...real,
    evolveAll: (state, events) => {
      folded += events.length;
      return real.evolveAll!(state, events);
    },
  };
  const standing = { ...foldAll(decider, stream).folded, stream };
  folded = 0;
  return {
    folded: () => folded,
    asks: (command: object, changed: object = {}) =>
      isRecorded(decider, command as never, 'person:ada', { ...standing, ...changed }),
  };
};

test('ON1: of a file that another has imported no row is folded for the others', () => {
  const { asks, folded } = counting();
  for (let i = TURNS; i < ROWS; i++) expect(asks(line(i))).toBe(true);
  expect(folded()).toBe(0);
  // What can be recorded only where it was is asked about there; of all of them the stream is folded twice at most.
  for (let i = 0; i < TURNS; i++) expect(asks(turn(i, STATUSES[i % 3]!))).toBe(true);
  expect(folded()).toBeLessThanOrEqual(2 * stream.length);
});

test('ON1: whether another has recorded a command does not depend on what was asked before', () => {
  const { asks } = counting();
  for (let i = 0; i < TURNS; i++) {
    const at = (i * 37) % TURNS;
    expect(asks({ ...base(1), type: 'record.create', title: 'Bridge' })).toBe(true);
    for (const status of STATUSES) expect(asks(turn(at, status))).toBe(status === STATUSES[at % 3]);
  }
});

test('ON1, QU1: what another recorded and what is left out is no effect of a command', () => {
  const { asks } = counting();
  const last = stream.at(-1)!;
  const quarantined = [{ command: last.command, names: [last.name], message: 'there is no room for it' }];
  expect([asks(line(ROWS - 1)), asks(line(ROWS - 1), { quarantined })]).toEqual([true, false]);
  expect(asks(line(ROWS - 2), { quarantined })).toBe(true);
});
