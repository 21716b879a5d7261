import { expect, test } from 'vitest';
import { conflictsOf } from '../../support/devices.ts';
import {
  BODY,
  BEGUN,
  textOf,
  replace,
  append,
  writing,
  inConflict,
  settled,
  textsInConflict,
} from '../../support/prose.ts';

test('CF3: two edits of one sentence are a conflict of prose, with what each wrote and who', async () => {
  const [ada, bob] = await inConflict();
  expect(await textsInConflict([ada, bob])).toEqual([
    {
      sides: ['A handrail is loose.', 'The rail is missing.'],
      standing: 'A handrail is missing.',
    },
  ]);
  const [row] = await conflictsOf(ada);
  expect(row).toMatchObject({ kind: 'prose', aggregate: BODY, label: 'Prose', part: { of: 'sentence' } });
  expect(row!.sides.map(({ value, actor, device }) => [value, actor, device])).toEqual(
    expect.arrayContaining([
      ['The rail is missing.', 'Ada', ada.identity.device],
      ['A handrail is loose.', 'device 1', bob.identity.device],
    ]),
  );
});

test('CF3: edits of different sentences are no conflict, nor are sentences that two add at one place', async () => {
  const [ada, bob] = await writing(BEGUN);
  await replace(ada, 'sound', 'safe');
  await replace(bob, 'loose', 'missing');
  await append(ada, ' Ada left at noon.');
  await append(bob, ' Bob left at one.');
  expect(await textsInConflict([ada, bob])).toEqual([]);
});

test('CF3: equal edits that leave what both wrote are no conflict', async () => {
  const [ada, bob] = await writing(BEGUN);
  await replace(ada, ' is loose', '');
  await replace(bob, ' is loose', '');
  expect(await textsInConflict([ada, bob])).toEqual([]);
  expect(await textOf(ada)).toBe('The bridge is sound. The rail. Nobody was there.');
});

test('CF3: equal edits of which the letters stand twice are a conflict', async () => {
  const [ada, bob] = await writing(BEGUN);
  await replace(ada, 'loose', 'bent');
  await replace(bob, 'loose', 'bent');
  expect(await textsInConflict([ada, bob])).toEqual([
    { sides: ['The rail is bent.', 'The rail is bent.'], standing: 'The rail is bentbent.' },
  ]);
});

test('CF3: an edit against the deletion of its sentence is a conflict, and either may stand', async () => {
  const [ada, bob] = await writing(BEGUN);
  await replace(ada, 'The rail is loose. ', '');
  await replace(bob, 'loose', 'missing');
  const [open] = await textsInConflict([ada, bob]);
  expect(open!.sides).toEqual(['', 'The rail is missing.']);
  await settled(ada, 'The rail is missing.');
  expect(await textsInConflict([ada, bob])).toEqual([]);
  expect(await textOf(bob)).toMatch(/^The bridge is sound\. The rail is missing\.\s?Nobody was there\.$/);
});

test('CF3: a sentence that one joins to the next and the other writes in is a conflict', async () => {
  const [ada, bob] = await writing(BEGUN);
  await replace(ada, 'sound. The', 'sound, but the');
  await replace(bob, 'loose', 'missing');
  expect((await textsInConflict([ada, bob])).map(({ sides }) => sides)).toEqual([
    ['The bridge is sound, but the rail is loose.', 'The rail is missing.'],
  ]);
});

test('CF3: a sentence that one splits and the other writes in is a conflict', async () => {
  const [ada, bob] = await writing('The rail is loose and the deck is wet.');
  await replace(ada, ' and the', '. The');
  await replace(bob, 'wet', 'dry');
  expect((await textsInConflict([ada, bob])).map(({ sides }) => sides)).toEqual([
    ['The rail is loose and the deck is dry.', 'The rail is loose. The deck is wet.'],
  ]);
});

test('CF3: two who begin at one empty place are a conflict where their letters run together', async () => {
  const [ada, bob] = await writing('');
  await append(ada, 'Hello');
  await append(bob, 'World');
  const [open] = await textsInConflict([ada, bob]);
  expect(open!.sides).toEqual(['Hello', 'World']);
  await settled(bob, 'Hello World');
  expect(await textsInConflict([ada, bob])).toEqual([]);
  expect(await textOf(ada)).toBe('Hello World');
});

test('CF3: bursts of typing on both sides are one conflict, of how each left the sentence', async () => {
  const [ada, bob] = await writing(BEGUN);
  for (const [found, wanted] of [
    ['The rail', 'T'],
    ['T is', 'That rail is'],
    ['loose', 'missing'],
  ] as const)
    await replace(ada, found, wanted);
  await replace(bob, 'loose', 'bent');
  await replace(bob, 'bent', 'bent and rusty');
  expect((await textsInConflict([ada, bob])).map(({ sides }) => sides)).toEqual([
    ['That rail is missing.', 'The rail is bent and rusty.'],
  ]);
});
