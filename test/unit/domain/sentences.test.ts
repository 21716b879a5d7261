import { expect, test } from 'vitest';
import { understandEvent, createDefinitions } from '../../../src/domain/catalogue.ts';
import { sentencesIn } from '../../../src/domain/body/sentence.ts';
import { touchedBy } from '../../../src/domain/body/touched.ts';
import type { Splice } from '../../../src/domain/body/commands.ts';
import type { Json } from '../../../src/events/event.ts';
import { bodyDevice } from '../../support/body-device.ts';
import { eventOf } from '../../support/events.ts';
import { about } from '../../support/grown-body.ts';

const allOf = (text: string): readonly string[] =>
  sentencesIn(text, { start: 0, end: text.length }).map(({ start, end }) => text.slice(start, end));

test.each([
  ['One. Two! Three? Four', ['One.', 'Two!', 'Three?', 'Four']],
  ['A line\n\n  another  \nend.', ['A line', 'another', 'end.']],
  ['He said "Go!" And went (fast.) So', ['He said "Go!"', 'And went (fast.)', 'So']],
  ['Version 1.2.3 of it... is out', ['Version 1.2.3 of it...', 'is out']],
  ['橋は安全。手すりは緩い！', ['橋は安全。', '手すりは緩い！']],
  ['😀. 😀', ['😀.', '😀']],
  [' \n ', []],
])('CF3: the sentences of %j', (text, sentences) => {
  expect(allOf(text)).toEqual(sentences);
});

test('CF3: a sentence is found in time that grows with its length', () => {
  const text = `${'.'.repeat(200_000)}x`;
  expect(allOf(text)).toEqual([text]);
});

/** What an edit found and left, of each stretch. */
const touched = (before: string, ...splices: readonly Splice[]) => {
  const after = splices.reduce(
    (text, { at, deleted, inserted }) => text.slice(0, at) + inserted + text.slice(at + deleted),
    before,
  );
  return touchedBy(before, after, splices).map((one) => [
    one.before.map(({ start, end }) => before.slice(start, end)),
    one.after.map(({ start, end }) => after.slice(start, end)),
  ]);
};

const TEXT = 'One is. Two is. Three is.';

test.each<readonly [string, readonly Splice[], readonly (readonly string[][])[]]>([
  ['inside one', [{ at: 11, deleted: 0, inserted: ' too' }], [[['Two is.'], ['Two too is.']]]],
  ['one added between', [{ at: 7, deleted: 0, inserted: ' New.' }], [[[], ['New.']]]],
  ['one added at the end', [{ at: 25, deleted: 0, inserted: ' New' }], [[[], ['New']]]],
  ['letters in front', [{ at: 8, deleted: 0, inserted: 'No ' }], [[['Two is.'], ['No Two is.']]]],
  ['a whole one deleted', [{ at: 8, deleted: 8, inserted: '' }], [[['Two is.'], []]]],
  ['two joined', [{ at: 6, deleted: 2, inserted: '' }], [[['One is.', 'Two is.'], ['One isTwo is.']]]],
  ['one split', [{ at: 3, deleted: 0, inserted: '.' }], [[['One is.'], ['One.', 'is.']]]],
  ['space between two', [{ at: 7, deleted: 0, inserted: '  ' }], []],
  [
    'two apart, given from the end',
    [
      { at: 16, deleted: 5, inserted: 'Four' },
      { at: 0, deleted: 3, inserted: 'Zero' },
    ],
    [
      [['One is.'], ['Zero is.']],
      [['Three is.'], ['Four is.']],
    ],
  ],
  [
    'one in two places',
    [
      { at: 8, deleted: 0, inserted: 'a' },
      { at: 15, deleted: 0, inserted: 'b' },
    ],
    [[['Two is.'], ['aTwo isb.']]],
  ],
])('CF3: an edit touches %s', (_, splices, expected) => {
  expect(touched(TEXT, ...splices)).toEqual(expected);
});

const definitions = createDefinitions({ actor: 'ab'.repeat(16) });
const LETTER = `2@${'1'.padStart(32, '0')}`;
const sentence = { at: [LETTER], span: [LETTER, LETTER], text: 'a' };

test.each<readonly [string, Json]>([
  ['a letter that is none', [{ ...sentence, at: ['2@zz'] }]],
  ['a span of one letter', [{ ...sentence, span: [LETTER] }]],
  ['no place', [{ ...sentence, at: [] }]],
  ['too many places', [{ ...sentence, at: Array.from({ length: 1025 }, () => LETTER) }]],
  [
    'too many places together',
    Array.from({ length: 3 }, () => ({ ...sentence, at: Array.from({ length: 400 }, () => LETTER) })),
  ],
  ['too many sentences', Array.from({ length: 65 }, () => sentence)],
  ['a text that is too long', [{ ...sentence, text: 'a'.repeat(20_001) }]],
])('CF3: an event that says %s is not understood', (_, sentences) => {
  const event = eventOf(1, 'body.changed', { changes: [], sentences }, { v: 2 });
  expect(understandEvent(definitions, event)).toMatchObject({
    ok: false,
    error: { code: 'invalid-payload' },
  });
});

test('CF3: places and spans that never were break nothing, and what conflicts with them can be settled', () => {
  const [ada, bob] = [bodyDevice(1), bodyDevice(2)];
  const begun = ada.edit(0, 0, 'One is here.', undefined, about(0, 1, 1));
  bob.receive(begun);
  const nowhere = `99@${'7'.repeat(32)}`;
  const edit = bob.edit(0, 3, 'Two', undefined, about(1, 2, 2));
  const hostile = {
    ...edit,
    payload: { ...edit.payload, sentences: [{ at: [nowhere, '>'], span: [nowhere, nowhere], text: 'x' }] },
  };
  ada.edit(0, 3, 'Three', undefined, about(2, 2, 1));
  ada.receive(hostile);
  ada.restart();
  expect(ada.state().disputes.map(({ wordings }) => wordings.map(({ text }) => text))).toEqual([
    ['Three is here.', 'x'],
  ]);
  const text = ada.text();
  ada.settle(null, about(3, 3, 1));
  expect([ada.state().disputes, ada.text()]).toEqual([[], text]);
});
