import { expect, test } from 'vitest';
import { activityRow, activityRows, MAX_ACTIVITY } from '../../../src/projections/activity.ts';
import { eventOf, nameOf } from '../../support/events.ts';

test.each([
  ['record.created', { title: 'Bridge' }, 'Bridge'],
  ['record.field-set', { field: 'span', value: 12 }, 'span: 12'],
  ['record.field-set', { field: 'span', value: null }, 'span: '],
  ['record.task-set', { task: nameOf(1), done: false }, 'not done'],
  ['record.archived', { edits: 1 }, ''],
  ['body.changed', { changes: [] }, ''],
])('%s is summed up in a few words (%#)', (type, payload, summary) => {
  expect(activityRow([eventOf(1, type, payload)])).toMatchObject({ id: nameOf(1), type, depth: 1, summary });
});

test('CF1: what names two events may have settled a conflict, and is looked up in the history; nothing else is', () => {
  const over = (count: number) => Array.from({ length: count }, (_, i) => nameOf(i + 1));
  const may = (type: string, count: number) =>
    activityRow([eventOf(9, type, { field: 'span', value: 1 }, { over: over(count) })]).maySettle ?? false;
  expect([0, 1, 2].map((count) => may('record.field-set', count))).toEqual([false, false, true]);
  expect([0, 1].map((count) => may('body.changed', count))).toEqual([false, true]);
});

test('a long text is cut', () => {
  const { summary } = activityRow([eventOf(1, 'record.comment-added', { text: 'a'.repeat(1000) })]);
  expect(summary).toBe(`${'a'.repeat(79)}…`);
});

test('a command has one row, and the newest commands are kept', () => {
  const many = Array.from({ length: MAX_ACTIVITY + 5 }, (_, index) =>
    eventOf(index + 1, 'record.comment-added', { text: 'Well done' }),
  );
  const last = many.at(-1)!;
  const rows = activityRows([...many, { ...last, name: nameOf(9999) }]);
  expect(rows).toHaveLength(MAX_ACTIVITY);
  expect(rows[0]!.id).toBe(last.name);
  expect(rows.at(-1)!.depth).toBe(6);
});
