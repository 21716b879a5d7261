import { expect, test } from 'vitest';
import type { EnrolmentInfo } from '../../../src/book/enrolments.ts';
import type { AggregateId, DeviceId } from '../../../src/kernel/ids.ts';
import type { PersonRow } from '../../../src/projections/rows.ts';
import { excess } from '../../../renderer/parts/too-long.tsx';
import { rebuiltWords } from '../../../renderer/screens/devices/rebuilt-words.ts';
import { unlisted } from '../../../renderer/screens/people/unlisted.ts';

const deviceOf = (actor: string): EnrolmentInfo => ({ device: actor as DeviceId, actor, at: '2026-11-30' });
const person = (id: string, name: string): PersonRow => ({
  id: id as AggregateId,
  name,
  age: null,
  interests: [],
  conflicts: 0,
  changed: 0,
});

test('who writes and is not in the list is named once, however many devices they have', () => {
  const devices = ['Ada', 'Bo', 'ada ', 'person:1'].map(deviceOf);
  expect(unlisted(devices, []).map((name) => name.trim().toLowerCase())).toEqual(['ada', 'bo', 'person:1']);
  expect(unlisted(devices, [person('person:1', 'Cy'), person('person:2', 'ADA')])).toEqual(['Bo']);
});

test('lists that were made again say how many lines they hold, and whether all are as they were', () => {
  const made = { records: 1200, people: 1, tasks: 0, conflicts: 2, different: 0 };
  const words = rebuiltWords(made);
  expect(words).toMatch(
    /1.200 records, 1 person, no tasks and 2 open conflicts\. Every line is as it was\.$/,
  );
  expect(rebuiltWords({ ...made, different: 3 })).toContain('3 lines are not as before');
});

test('a text too long is told by how much, blanks at its ends apart', () => {
  expect([excess(' abc ', 3), excess('abcd', 3)]).toEqual([0, 1]);
});
