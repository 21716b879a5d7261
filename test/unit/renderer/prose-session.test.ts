import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exchange, finish, openEditors } from './prose-model.ts';

const who = fc.integer({ min: 0, max: 1 });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('type' as const),
      who,
      at: fc.nat(60),
      deleted: fc.nat(4),
      length: fc.nat(5),
    }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('timers' as const), who }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('answer' as const), who, succeed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('flush' as const), who }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('exchange' as const), who }) },
);

test('two editors agree, and hold every character that was typed and not deleted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const editors = openEditors('');
      // Each character is typed once only, so that its fate can be followed. Some end a line.
      let next = 0x4e00;
      const typed = new Set<string>();
      const deleted = new Set<string>();
      for (const each of steps) {
        const editor = editors[each.who]!;
        if (each.act === 'type') {
          const inserted = Array.from({ length: each.length }, () => String.fromCharCode((next += 1))).join(
            '',
          );
          for (const character of editor.type(each.at, each.deleted, inserted)) deleted.add(character);
          for (const character of inserted) typed.add(character);
        } else if (each.act === 'timers') await editor.runTimers();
        else if (each.act === 'answer') await editor.answer(each.succeed);
        else if (each.act === 'flush') editor.session.flush();
        else await exchange(editors);
      }
      await finish(editors);
      const [one, two] = editors.map(({ text }) => text.toString());
      expect(one).toBe(two);
      expect(one).toBe(editors[0]!.engine.doc.text);
      expect([...one!].toSorted()).toEqual(
        [...typed].filter((character) => !deleted.has(character)).toSorted(),
      );
      expect(editors.map(({ status }) => status.unsaved)).toEqual([false, false]);
    }),
    { numRuns: 150 },
  );
}, 60_000);

test('a burst is one edit: nothing is asked while its timers run', async () => {
  const [editor] = openEditors('');
  for (const [at, key] of [...'hello'].entries()) editor!.type(at, 0, key);
  expect(editor!.questions).toHaveLength(0);
  await editor!.runTimers();
  expect(editor!.questions).toHaveLength(1);
  await editor!.answer(true);
  expect(editor!.engine.doc.text).toBe('hello');
});

test('an edit that is not stored is said, kept on screen and sent again', async () => {
  const [editor] = openEditors('');
  editor!.type(0, 0, 'kept');
  editor!.session.flush();
  await editor!.answer(false);
  expect(editor!.status).toMatchObject({ unsaved: true, failure: { code: 'disk.full' } });
  expect(editor!.text.toString()).toBe('kept');
  await editor!.runTimers();
  await editor!.answer(true);
  expect(editor!.status).toEqual({ unsaved: false, failure: undefined });
  expect(editor!.engine.doc.text).toBe('kept');
});

test('a carriage return is a character of its own, not the half of a line end', async () => {
  const [editor] = openEditors('one\r\ntwo');
  editor!.type(8, 0, '!\r\n!');
  editor!.session.flush();
  await editor!.answer(true);
  expect(editor!.engine.doc.text).toBe('one\r\ntwo!\r\n!');
});

test('a paste too long for one edit goes in several, none of which ends within a character', async () => {
  const [editor] = openEditors('');
  const text = 'x' + '😀'.repeat(120_000);
  editor!.type(0, 0, text);
  editor!.session.flush();
  await editor!.answer(true);
  expect(editor!.engine.doc.text).toHaveLength(99_999);
  while (editor!.questions.length) await editor!.answer(true);
  expect(editor!.engine.doc.text === text).toBe(true);
  expect(editor!.status.unsaved).toBe(false);
});
