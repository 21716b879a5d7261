import { expect, test } from 'vitest';
import { groupSteps, stepFrom } from '../../../renderer/screens/history/group-steps.ts';
import { stepWords } from '../../../renderer/screens/history/step-words.ts';
import type { HistoryStep } from '../../../src/projections/history.ts';

const step = (id: string, actor: string, minute: number): HistoryStep =>
  ({
    id,
    actor,
    device: `${actor}'s`,
    at: new Date(Date.UTC(2026, 4, 1, 10, minute)).toISOString(),
    changes: [],
  }) as unknown as HistoryStep;

const STEPS = [
  step('1', 'Ada', 0),
  step('2', 'Ada', 5),
  step('3', 'Bo', 6),
  step('4', 'Bo', 40),
  step('5', 'Ada', 41),
];
const groups = groupSteps(STEPS);

test('steps are grouped by person and pause', () => {
  expect(groups.map((group) => group.steps.map(({ id }) => id))).toEqual([['1', '2'], ['3'], ['4'], ['5']]);
});

test('a clock that cannot be read, or goes backwards a little, makes no pause', () => {
  const odd = [
    step('1', 'Ada', 5),
    step('2', 'Ada', 3),
    { ...step('3', 'Ada', 4), at: '2026-99-99T00:00:00.000Z' },
  ];
  expect(groupSteps(odd)).toHaveLength(1);
});

test.each([
  [undefined, -1, false, '5'],
  ['5', -1, false, '4'],
  ['1', -1, false, '1'],
  ['4', 1, false, '5'],
  ['5', 1, false, undefined],
  [undefined, 1, false, undefined],
  [undefined, -1, true, '5'],
  ['4', -1, true, '3'],
  ['3', -1, true, '2'],
  ['1', 1, true, '3'],
  ['5', 1, true, undefined],
  ['2', -1, true, '1'],
] as const)('from %s by %i (groups: %s) one comes to %s', (from, by, whole, to) => {
  const at = STEPS.find(({ id }) => id === from);
  expect(stepFrom(groups, at, by, whole)?.id).toBe(to);
});

const change = (type: string, summary: string) => ({ type, summary, parts: [] });
const name = (actor: string) => (actor === 'person:1' ? 'Bo' : actor);

test.each([
  [{ changes: [change('record.assigned', 'person:1')] }, 'assigned Bo'],
  [{ changes: [change('record.title-set', 'Two')], cause: 'undo' as const }, 'undid: renamed the record Two'],
  [
    {
      changes: [change('record.title-set', 'Two'), change('record.tag-added', 'wet')],
      cause: 'restore' as const,
    },
    'went back: renamed the record Two, and 1 more',
  ],
  [
    { changes: [change('body.changed', '')], without: 'copy' as const },
    'wrote prose (recorded a second time)',
  ],
])('a step is said in the past tense', (given, words) => {
  expect(stepWords({ cause: undefined, without: undefined, ...given }, name)).toBe(words);
});
