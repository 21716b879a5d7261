import { expect, test } from 'vitest';
import { viewBody } from '../../../src/book/body-edits.ts';
import { createDevices, run, syncAll } from '../../support/devices.ts';
import {
  BODY,
  BEGUN,
  textOf,
  replace,
  append,
  inConflict,
  settled,
  textsInConflict,
} from '../../support/prose.ts';

test.each([
  ['the sentence of one', 'The rail is missing.', 'The rail is missing.'],
  ['what stands', null, 'A handrail is missing.'],
  ['another text', 'It is all gone!', 'It is all gone!'],
  ['nothing', '', ''],
])('CF3: a conflict of prose is settled by %s', async (_, value, left) => {
  const [ada, bob] = await inConflict();
  await settled(ada, value);
  expect(await textsInConflict([ada, bob])).toEqual([]);
  expect(await textOf(bob)).toBe(`The bridge is sound. ${left} Nobody was there.`);
});

test.each([
  ['the sentence of one', 'The rail is missing.', 'The rail is missing.'],
  ['what stands', null, 'A handrail is missing.'],
  ['another text', 'It is all gone!', 'It is all gone!'],
])(
  'CF3: a conflict of prose settled alike on two devices at once, by %s, is one settlement',
  async (_, value, left) => {
    const [ada, bob] = await inConflict();
    await append(bob, ' Bob went on.');
    await settled(ada, value);
    await settled(bob, value);
    expect(await textsInConflict([ada, bob])).toEqual([]);
    expect(await textOf(ada)).toBe(`The bridge is sound. ${left} Nobody was there. Bob went on.`);
  },
);

test('CF3: settled differently at once it is one new conflict, of the two settlements', async () => {
  const [ada, bob] = await inConflict();
  await settled(ada, 'The rail is missing.');
  await settled(bob, 'A handrail is loose.');
  expect((await textsInConflict([ada, bob])).map(({ sides }) => sides)).toEqual([
    ['A handrail is loose.', 'The rail is missing.'],
  ]);
  await settled(bob, 'No rail.');
  expect(await textsInConflict([ada, bob])).toEqual([]);
  expect(await textOf(ada)).toBe('The bridge is sound. No rail. Nobody was there.');
});

test('CF3: who has seen both settles them by writing on, and an edit elsewhere settles nothing', async () => {
  const [ada, bob] = await inConflict();
  await replace(ada, 'sound', 'safe');
  expect(await textsInConflict([ada, bob])).toHaveLength(1);
  await replace(ada, 'A handrail is missing', 'The handrail is missing');
  expect(await textsInConflict([ada, bob])).toEqual([]);
});

test('CF3: a side that comes while somebody decides stays, beside the settlement', async () => {
  const devices = await createDevices(3);
  const [ada, bob, eve] = devices;
  await append(ada, BEGUN);
  await syncAll(devices);
  await replace(ada, 'loose', 'missing');
  await replace(bob, 'loose', 'bent');
  await syncAll([ada, bob]);
  await replace(eve, 'The rail', 'Every rail');
  await settled(ada, 'The rail is gone.');
  expect((await textsInConflict(devices)).map(({ sides }) => sides)).toEqual([
    ['Every rail is loose.', 'The rail is gone.'],
  ]);
});

test('CF3, HI1: a conflict of prose outlives a snapshot and a late arrival, and is not there at an earlier cut', async () => {
  const devices = await createDevices(3);
  const [ada, bob, eve] = devices;
  await append(ada, BEGUN);
  await syncAll(devices);
  const { heads } = await viewBody(ada.book, BODY);
  const { place } = (await ada.book.aggregate(BODY)).row.tail.at(-1)!;
  await replace(bob, 'loose', 'missing');
  // Many edits of another sentence, so that a snapshot is made before the other side arrives.
  for (let i = 0; i < 40; i++) await append(ada, '!');
  expect((await ada.book.aggregate(BODY)).snapshot).toBeDefined();
  await run(eve, 'body.edit', BODY, { heads, splices: [{ at: 21, deleted: 3, inserted: 'Every' }] });
  await syncAll([ada, eve]);
  await syncAll(devices);
  expect((await textsInConflict(devices)).map(({ sides }) => sides)).toEqual([
    ['Every rail is loose.', 'The rail is missing.'],
  ]);
  const then = await ada.book.history.bookAt({ kind: 'event', at: place }, () => undefined);
  if (!then.ok) throw new Error(then.error.message);
  expect(then.value.conflicts).toEqual([]);
});

test('CF3: an edit that is undone leaves what others wrote, and is asked about as its writer left it then', async () => {
  const [ada, bob] = await inConflict();
  expect(await ada.book.history.undo('undo', [])).toMatchObject({ kind: 'done' });
  expect(await textsInConflict([ada, bob])).toEqual([
    { sides: ['A handrail is loose.', 'The rail is loose.'], standing: 'A handrail is loose.' },
  ]);
  expect(await textOf(bob)).toBe('The bridge is sound. A handrail is loose. Nobody was there.');
});
