import { expect, test } from 'vitest';
import { stepWords } from '../../../renderer/screens/history/step-words.ts';
import type { HistoryChange } from '../../../src/projections/history.ts';

const nameOf = (actor: string) => (actor === 'person:1' ? 'Ada' : actor);
const told = (settled: HistoryChange['settled'], type = 'record.field-set') =>
  stepWords(
    {
      changes: [{ type, summary: 'x', parts: [], ...(settled ? { settled } : {}) }],
      cause: undefined,
      without: undefined,
    },
    nameOf,
  );

test('a settled conflict is told as one, with what was kept over what', () => {
  expect(told(undefined)).toBe('wrote x');
  expect(told({ label: 'Depth', kept: '0.6', over: ['0.3', '0.4'], isOther: false })).toBe(
    'settled a conflict of Depth: kept 0.6 over 0.3 and 0.4',
  );
  expect(told({ label: 'Assignee', kept: 'person:1', over: ['Bo'], isOther: true })).toBe(
    'settled a conflict of Assignee: wrote Ada over Bo',
  );
  expect(told({ label: 'a sign-off', kept: 'it stands', over: [], isOther: false })).toBe(
    'settled a conflict of a sign-off: it stands',
  );
});
