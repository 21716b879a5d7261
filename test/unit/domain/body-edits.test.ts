import * as Automerge from '@automerge/automerge';
import { expect, test } from 'vitest';
import { bodyDelta } from '../../../src/domain/body/state.ts';
import { FIRST_CHANGE } from '../../../src/domain/body/document.ts';
import { bytesToBase64 } from '../../../src/kernel/bytes.ts';
import { bodyDevice } from '../../support/body-device.ts';

test('two devices that begin a body at once write one text', () => {
  const [ada, grace] = [bodyDevice(1), bodyDevice(2)];
  const [one, other] = [ada.edit(0, 0, 'Hello'), grace.edit(0, 0, 'World')];
  ada.receive(other);
  grace.receive(one);
  expect(ada.text()).toBe(grace.text());
  expect(['HelloWorld', 'WorldHello']).toContain(ada.text());
});

test('the change that every body begins with is written as Automerge writes it', () => {
  const begun = Automerge.change(Automerge.init<{ text: string }>('00'.repeat(16)), { time: 0 }, (draft) => {
    draft.text = '';
  });
  expect(Automerge.getAllChanges(begun).map(bytesToBase64)).toEqual([FIRST_CHANGE]);
});

test('positions are UTF-16 units', () => {
  const [ada, grace] = [bodyDevice(1), bodyDevice(2)];
  grace.receive(ada.edit(0, 0, 'a😀b'), ada.edit(3, 0, 'X'), ada.edit(1, 2, 'é'));
  expect([ada.text(), grace.text()]).toEqual(['aéXb', 'aéXb']);
});

test('an edit outside the text, or into the middle of a character, is refused and changes nothing', () => {
  const ada = bodyDevice(1);
  ada.edit(0, 0, 'a😀b');
  const refused = [
    [{ at: 5, deleted: 0, inserted: 'x' }],
    [{ at: 0, deleted: 5, inserted: '' }],
    [{ at: 2, deleted: 0, inserted: 'x' }],
    [{ at: 2, deleted: 1, inserted: '' }],
    [{ at: 0, deleted: 0, inserted: '' }],
  ];
  for (const splices of refused)
    expect(ada.decide(splices)).toMatchObject({ ok: false, error: { code: 'invalid-command' } });
  const second = ada.decide([
    { at: 0, deleted: 4, inserted: '' },
    { at: 1, deleted: 0, inserted: 'x' },
  ]);
  expect(second).toMatchObject({ error: { code: 'invalid-command', at: 'splices.1' } });
  expect(ada.text()).toBe('a😀b');
});

test('an edit is made where its writer saw the text, and merges with what has come since', () => {
  const [ada, grace] = [bodyDevice(1), bodyDevice(2)];
  grace.receive(ada.edit(0, 0, 'one two'));
  const seen = grace.heads();
  grace.receive(ada.edit(0, 0, 'zero '));
  ada.receive(grace.edit(3, 0, ' and a half', seen));
  expect([ada.text(), grace.text()]).toEqual(['zero one and a half two', 'zero one and a half two']);
});

test('heads that the body has not been at are refused', () => {
  const [ada, grace] = [bodyDevice(1), bodyDevice(2)];
  grace.edit(0, 0, 'World');
  for (const unknown of [grace.heads(), [], ['zz']]) {
    expect(ada.decide([{ at: 0, deleted: 0, inserted: 'x' }], unknown)).toMatchObject({
      error: { at: 'heads' },
    });
    expect(bodyDelta(ada.state(), unknown)).toMatchObject({ ok: false, error: { code: 'unknown-heads' } });
    ada.edit(0, 0, 'Hello');
  }
});

test('a state that was used before gives the same again, as after an append that failed', () => {
  const [ada, grace] = [bodyDevice(1), bodyDevice(2)];
  ada.edit(0, 0, 'Hello');
  const splices = [{ at: 5, deleted: 0, inserted: '!' }];
  const [first, again] = [ada.decide(splices), ada.decide(splices)];
  expect(again.ok && again.value.drafts).toEqual(first.ok && first.value.drafts);
  expect(ada.text()).toBe('Hello');
  ada.receive(grace.edit(0, 0, 'World'));
  expect(ada.text()).toHaveLength(10);
});

test('a change that follows one which is not here does not fit, and nothing of it is taken', () => {
  const [ada, grace] = [bodyDevice(1), bodyDevice(2)];
  const [first, second] = [ada.edit(0, 0, 'Hello'), ada.edit(5, 0, '!')];
  expect(grace.fits(second)).toBe(false);
  expect(() => grace.receive(second)).toThrow('A change follows one that is not here.');
  grace.receive(first, second);
  expect(grace.text()).toBe('Hello!');
});
