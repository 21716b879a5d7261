import { expect, test } from 'vitest';
import { matches, type Press, showKeys } from '../../../renderer/commands/keys.ts';
import { ALL_COMMANDS, commandsFor, commandsWithKeys } from '../../../renderer/commands/page-commands.ts';

const press = (key: string, code: string, held: Partial<Press> = {}): Press => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

test.each([
  ['Mod+K', press('k', 'KeyK', { ctrlKey: true }), false, true],
  ['Mod+K', press('k', 'KeyK', { metaKey: true }), true, true],
  ['Mod+K', press('k', 'KeyK', { ctrlKey: true }), true, false],
  ['Mod+K', press('K', 'KeyK', { ctrlKey: true, shiftKey: true }), false, false],
  ['Mod+Alt+N', press('˜', 'KeyN', { metaKey: true, altKey: true }), true, true],
  ['?', press('?', 'Slash', { shiftKey: true }), false, true],
  ['?', press('?', 'Minus', { shiftKey: true, ctrlKey: true }), false, false],
  ['F6', press('F6', 'F6'), false, true],
])('%s and a key press', (keys, pressed, isMac, expected) => {
  expect(matches(pressed, keys, isMac)).toBe(expected);
});

test('keys are written as the system writes them', () => {
  expect(showKeys('Mod+Shift+F', false)).toBe('Ctrl+Shift+F');
  expect(showKeys('Mod+Shift+F', true)).toBe('⇧⌘F');
});

test('no two commands share keys or an id', () => {
  for (const desktop of [true, false]) {
    const keys = commandsFor(desktop).flatMap((command) => command.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  }
  expect(new Set(ALL_COMMANDS.map(({ id }) => id)).size).toBe(ALL_COMMANDS.length);
});

test('in the desktop app the page leaves the keys of the menu to the menu', () => {
  expect(commandsWithKeys(false).map(({ id }) => id)).toContain('record.new');
  expect(commandsWithKeys(true).map(({ id }) => id)).not.toContain('record.new');
  expect(commandsWithKeys(true).map(({ id }) => id)).toContain('help');
});
