import { expect, test } from 'vitest';
import { parseCommand } from '../../../src/commands/parse.ts';
import { createDefinitions } from '../../../src/domain/catalogue.ts';
import { commandOf } from '../../support/events.ts';

const definitions = createDefinitions({ actor: 'ab'.repeat(16) });
const command = {
  id: commandOf(1),
  type: 'record.set-field',
  aggregate: 'record:1',
  field: 'span',
  value: 12,
};

test('a valid command is what it was', () => {
  expect(parseCommand(command, definitions)).toEqual({ ok: true, value: command });
  const claimed = { ...command, actor: 'ada', at: '2026-01-01T10:00:00.000+01:00', over: undefined };
  expect(parseCommand(claimed, definitions)).toEqual({ ok: true, value: claimed });
});

test.each([
  ['id', { id: 'short' }],
  ['type', { type: 'record.melt' }],
  ['aggregate', { aggregate: 'record' }],
  ['aggregate', { aggregate: 7 }],
  ['field', { field: '' }],
  ['field', { field: '__proto__' }],
  ['field', { field: 'x'.repeat(65) }],
  ['value', { value: { nested: true } }],
  ['value', { value: Number.NaN }],
  ['over.0', { over: ['short'] }],
  ['actor', { actor: 'x'.repeat(129) }],
  ['at', { at: 'yesterday' }],
  ['colour', { colour: 'red' }],
])('an invalid command is refused, naming %s (%#)', (at, part) => {
  expect(parseCommand({ ...command, ...part }, definitions)).toMatchObject({
    ok: false,
    error: { code: 'invalid-command', at },
  });
});

test('text that is too long is said in words, with the limit', () => {
  const long = {
    ...command,
    type: 'record.set-title',
    title: 'x'.repeat(501),
    field: undefined,
    value: undefined,
  };
  expect(parseCommand(long, definitions)).toMatchObject({
    error: { at: 'title', message: "The command's title is not valid: it is longer than 500 characters." },
  });
});

test.each([null, undefined, 'record.create', 7, []])('%j is no command', (input) => {
  expect(parseCommand(input, definitions)).toMatchObject({ error: { code: 'invalid-command' } });
});

test('an aggregate type that is not known is named', () => {
  const unknown = parseCommand({ ...command, aggregate: 'recipe:1' }, definitions);
  expect(unknown).toMatchObject({
    error: { code: 'unknown-aggregate', message: expect.stringContaining('recipe:1') },
  });
});

test.each([
  [{ type: 'record.set-title', title: '' }, 'it is empty'],
  [{ type: 'record.set-title', title: 'x'.repeat(600) }, 'it is longer than 500 characters'],
])('what is wrong with %o is said in words', (command, words) => {
  const parsed = parseCommand({ id: 'c'.repeat(32), aggregate: 'record:1', ...command }, definitions);
  expect(parsed).toMatchObject({ ok: false, error: { message: expect.stringContaining(words) } });
});
