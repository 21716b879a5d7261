/** Case 17: what a hostile page may ask for: refused, in words, and at little cost. */
import { expect, test } from 'vitest';
import { parseCommand } from '../../src/commands/parse.ts';
import { createDefinitions } from '../../src/domain/catalogue.ts';

const CREATE = {
  id: 'c'.repeat(32),
  type: 'record.create',
  aggregate: 'record:1',
  title: 'One',
};

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
};

test.each<[string, object, string]>([
  ['__proto__ for a field', { fields: JSON.parse('{"__proto__":1}') as object }, 'fields'],
  ['a field that is no number', { fields: { a: Number.NaN } }, 'fields'],
  ['a field beyond all numbers', { fields: { a: Infinity } }, 'fields'],
  ['nesting without end', { fields: { a: nested(50_000) } }, 'fields'],
  ['a title without end', { title: 'x'.repeat(10_000_000) }, 'title'],
  ['half a character', { title: 'One \ud83d' }, 'title'],
  ['half a character in a field', { fields: { 'a\udc00': 'b' } }, 'fields.a\ufffd'],
  ['an aggregate of another kind', { aggregate: 'constructor:1' }, 'aggregate'],
  ['no id', { id: 7 }, 'id'],
])('case 17: a command with %s is refused, and says where', (_, changed, at) => {
  const definitions = createDefinitions({ actor: 'ab'.repeat(16) });
  expect(parseCommand(CREATE, definitions).ok).toBe(true);
  expect(parseCommand({ ...CREATE, ...changed }, definitions)).toMatchObject({
    ok: false,
    error: { at },
  });
});

test('case 17: an own __proto__ of a command is refused', () => {
  const definitions = createDefinitions({ actor: 'ab'.repeat(16) });
  const command = JSON.parse(JSON.stringify(CREATE).replace(/\}$/, ',"__proto__":1}')) as object;
  expect(parseCommand(command, definitions)).toMatchObject({ ok: false, error: { code: 'invalid-command' } });
});
