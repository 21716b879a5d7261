import * as Automerge from '@automerge/automerge';
import { expect, test } from 'vitest';
import { bytesOf, emptyDocument, textOf, type Document } from '../../../src/domain/body/document.ts';
import { siftDocument } from '../../../src/domain/body/sift.ts';
import type { Event } from '../../../src/events/event.ts';
import { bytesToBase64 } from '../../../src/kernel/bytes.ts';
import { bodyDevice } from '../../support/body-device.ts';
import { eventOf } from '../../support/events.ts';
import { spoil } from '../../support/hostile-changes.ts';

/** A whole stream, each event a command, in this order. */
const sifted = (...events: readonly Event[]) => {
  const { doc, refused } = siftDocument(
    events.map((event) => [event]),
    '7'.repeat(32),
  );
  return { text: textOf(doc), refused: [...refused.values()] };
};

test('QU1: two edits that a session made at older heads count for others', () => {
  const [ada, grace] = [bodyDevice(1), bodyDevice(2)];
  const events = [ada.edit(0, 0, 'a')];
  for (const late of ['x', 'y']) {
    const heads = ada.heads();
    events.push(ada.edit(0, 0, 'b'), ada.edit(0, 0, late, heads), ada.edit(0, 0, 'c'));
  }
  expect(grace.fits(...events)).toBe(true);
  grace.receive(...events);
  expect(grace.text()).toBe(ada.text());
  expect(sifted(...events)).toEqual({ text: ada.text(), refused: [] });
});

const hostileEvent = (change: (draft: { text?: unknown; other?: unknown }) => void, of: Document): Event => {
  const copy = Automerge.load<{ text?: unknown }>(Automerge.save(of));
  const made = Automerge.getLastLocalChange(Automerge.change(copy, change))!;
  return eventOf(9, 'body.changed', { changes: [bytesToBase64(made)] });
};

test.each<[string, (draft: { text?: unknown; other?: unknown }) => void]>([
  ['something beside the text', (draft) => (draft.other = 'abc')],
  ['another text in its place', (draft) => (draft.text = 'abc')],
  ['a list in its place', (draft) => (draft.text = ['a', 'b'])],
  ['nothing in its place', (draft) => delete draft.text],
  ['a block', (draft) => Automerge.splitBlock(draft, ['text'], 2, { type: 'p' })],
  [
    'bold letters',
    (draft) => Automerge.mark(draft, ['text'], { start: 0, end: 3, expand: 'none' }, 'bold', true),
  ],
])('case 18: a hostile change that makes %s does not count', (_, change) => {
  const ada = bodyDevice(1);
  const good = ada.edit(0, 0, 'Hello');
  const event = hostileEvent(change, ada.state().doc!);
  expect(ada.fits(event)).toBe(false);
  expect(sifted(good, event)).toEqual({
    text: 'Hello',
    refused: ['A change does something else than inserting and deleting characters.'],
  });
});

test('QU1: what is no change adds nothing, and keeps no other from counting', () => {
  const ada = bodyDevice(1);
  const good = ada.edit(0, 0, 'Hello');
  const bad = eventOf(9, 'body.changed', { changes: ['AQID', ''] });
  expect(sifted(bad, good)).toEqual({ text: 'Hello', refused: ['A change is not in its plain form.'] });
});

test('AT1: of a command with a change that does not count, the others do not either', () => {
  const ada = bodyDevice(1);
  const good = ada.edit(0, 0, 'Hello');
  const [change] = good.payload['changes'] as readonly string[];
  const [bad] = spoil('a number left out', change!, 0)!;
  const mixed = eventOf(9, 'body.changed', { changes: [change!, bad!] });
  expect(sifted(mixed).text).toBe('');
  const after = ada.edit(5, 0, '!');
  expect(sifted(mixed, after)).toMatchObject({ text: '', refused: { length: 2 } });
  expect(sifted(mixed, good, after).text).toBe('Hello!');
});

test('QU1: of two changes of one actor under one number the first in canonical order counts, and what follows the other does not', () => {
  const [ada, twin] = [bodyDevice(1), bodyDevice(1)];
  const [first, second] = [ada.edit(0, 0, 'one'), twin.edit(0, 0, 'two')];
  const after = twin.edit(3, 0, '!');
  const taken = 'Another change of its actor has its number.';
  expect(sifted(first, second, after)).toEqual({
    text: 'one',
    refused: [taken, 'It follows a change that is not here or does not count.'],
  });
  expect(sifted(second, first, after)).toEqual({ text: 'two!', refused: [taken] });
});

test('QU1: a change that refers to text which it does not follow does not count, whether that is here or not', () => {
  const [ada, eve] = [bodyDevice(1), bodyDevice(2)];
  const good = ada.edit(0, 0, 'Hello');
  const [change] = eve.edit(0, 0, 'x').payload['changes'] as readonly string[];
  // Ada's first character is 2@1.
  const [unseen] = spoil('text that it had not seen, by a stranger', change!, 0)!;
  const bad = eventOf(9, 'body.changed', { changes: [unseen!] });
  expect([ada.fits(bad), bodyDevice(3).fits(bad)]).toEqual([false, false]);
  for (const order of [
    [good, bad],
    [bad, good],
  ])
    expect(sifted(...order)).toEqual({
      text: 'Hello',
      refused: ['A change refers to text that it had not seen.'],
    });
});

test('case 13: a change on which Automerge panics is left out, and the document is made again without it', () => {
  const ada = bodyDevice(1);
  const good = ada.edit(0, 0, 'Hello');
  const [change] = ada.edit(5, 0, '!').payload['changes'] as readonly string[];
  const spoilt = spoil('text that never was', change!, 0)![0]!;
  const doc = Automerge.applyChanges(
    emptyDocument('0'.repeat(32)),
    (good.payload['changes'] as string[]).map(bytesOf),
  )[0];
  expect(() => Automerge.applyChanges(doc, [bytesOf(spoilt)])).toThrow('unwrap');
  const bad = eventOf(9, 'body.changed', { changes: [spoilt] });
  expect(sifted(good, bad)).toEqual({
    text: 'Hello',
    refused: ['A change refers to text that it had not seen.'],
  });
  expect(() => ada.receive(bad)).toThrow(/./);
  expect(sifted(good, bad).text).toBe('Hello');
});

/** An insertion at the start of an empty text in which a byte was changed until Automerge took it. */
const UNLOADABLE =
  'hW9KgySnkg0BaAHXd2x8MNY1xZjWU_ZtcORQvk7zzueSJVtY6KfkzA_ojxAAAAAAAAAAAAAAAAAAAAABAQIAAAEQAAAAAAAAAAAAAAAAAAAAAAgBAgICEwI0AkICVgJXAXACfwF_ASUAAAF_AX8WYX8A';

test('case 13: a change that Automerge takes and cannot load again does not count', () => {
  const doc = Automerge.applyChanges(emptyDocument('0'.repeat(32)), [bytesOf(UNLOADABLE)])[0];
  expect(() => Automerge.load(Automerge.save(doc))).toThrow('mismatching heads');
  const good = bodyDevice(1).edit(0, 0, 'Hello');
  const bad = eventOf(9, 'body.changed', { changes: [UNLOADABLE] });
  expect(bodyDevice(2).fits(bad)).toBe(false);
  expect(sifted(bad, good)).toMatchObject({ text: 'Hello', refused: [expect.stringContaining('spelt')] });
});
