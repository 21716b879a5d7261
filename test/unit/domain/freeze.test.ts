import { expect, test } from 'vitest';
import { freezeRecord, thawRecord } from '../../../src/domain/record/freeze.ts';
import { NO_RECORD, type Comment, type Entry, type RecordState } from '../../../src/domain/record/state.ts';
import type { DeviceId, EventName } from '../../../src/kernel/ids.ts';

const at = '2026-11-25T09:00:00.000+01:00';
const line = (nth: number, actor: string, device: string): Comment => ({
  name: `${nth}`.padStart(64, '0') as EventName,
  text: `line ${nth}`,
  actor,
  device: device.repeat(32) as DeviceId,
  at,
});
const entries: readonly Entry[] = [
  { ...line(1, 'Ann', 'a'), happened: at },
  { ...line(2, 'Ann', 'b'), happened: '2026-11-24T09:00:00.000+01:00' },
  { ...line(3, 'Bob', 'a'), happened: at, source: 'permits.csv' },
  { ...line(4, 'Bob', 'a'), happened: at, attributes: { room: '4' } },
  { ...line(5, '', 'b'), happened: at, source: '', attributes: { ['__proto__']: 'x' } },
];
const state: RecordState = { ...NO_RECORD, entries, comments: [line(6, 'Ann', 'a'), line(7, 'Bob', 'b')] };

/** A key `__proto__` and one that is undefined are told apart from none. */
const toText = (entry: Entry): string =>
  JSON.stringify(Object.entries(entry).toSorted(([a], [b]) => (a < b ? -1 : 1)));

test('FO1: a frozen record thaws to what it was, whoever wrote its lines and whatever they lack', () => {
  const thawed = thawRecord(freezeRecord(state));
  expect(thawed.entries.map(toText)).toEqual(entries.map(toText));
  expect(thawed.comments).toEqual(state.comments);
  expect(Object.keys(thawed).toSorted()).toEqual(Object.keys(state).toSorted());
});

test('a frozen record says once who wrote its lines', () => {
  const { writers } = JSON.parse(freezeRecord(state)) as { readonly writers: readonly unknown[] };
  expect(writers).toHaveLength(5);
});
