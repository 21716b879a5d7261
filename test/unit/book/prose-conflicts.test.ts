import * as Automerge from '@automerge/automerge';
import { expect, test } from 'vitest';
import { viewBody } from '../../../src/book/body-edits.ts';
import { settle } from '../../../src/book/settle.ts';
import { lettersOf } from '../../../src/domain/body/letters.ts';
import type { BodyState } from '../../../src/domain/body/state.ts';
import { bytesToBase64, type Bytes } from '../../../src/kernel/bytes.ts';
import type { AggregateId, CommandId } from '../../../src/kernel/ids.ts';
import { createDevices, hashesOf, openAgain, run, syncAll, type Device } from '../../support/devices.ts';
import { sealAs } from '../../support/seal-as.ts';

const body = 'body:1';

const rowsOf = (device: Device) => device.store.read(['conflicts'], (tx) => tx.range('conflicts'));
const textOf = async ({ book }: Device): Promise<string> => (await viewBody(book, body as AggregateId)).text;

/** Writes `wanted` in the place of `found`, of which there is one. */
const replace = async (device: Device, found: string, wanted: string): Promise<void> => {
  const at = (await textOf(device)).indexOf(found);
  expect(at).toBeGreaterThanOrEqual(0);
  await run(device, 'body.edit', body, { splices: [{ at, deleted: found.length, inserted: wanted }] });
};

const append = async (device: Device, inserted: string): Promise<void> => {
  const at = (await textOf(device)).length;
  await run(device, 'body.edit', body, { splices: [{ at, deleted: 0, inserted }] });
};

const writing = async (text: string): Promise<readonly [Device, Device]> => {
  const devices = await createDevices(2);
  if (text !== '') await append(devices[0]!, text);
  await syncAll(devices);
  return devices as unknown as readonly [Device, Device];
};

const BEGUN = 'The bridge is sound. The rail is loose. Nobody was there.';

const inConflict = async (): Promise<readonly [Device, Device]> => {
  const both = await writing(BEGUN);
  await replace(both[0], 'loose', 'missing');
  await replace(both[1], 'The rail', 'A handrail');
  await syncAll(both);
  return both;
};

const settled = async (device: Device, value: string | null) => {
  const [row] = await rowsOf(device);
  const done = await settle(
    device,
    { conflict: row!.id, over: row!.over, value },
    device.newId() as CommandId,
  );
  if (!done.ok) throw new Error(done.error.message);
};

/** The texts that stand side by side, and what stands now, of each conflict; equal on both devices and when rebuilt. */
const conflictsOf = async (devices: readonly Device[]) => {
  await syncAll(devices);
  const rows = await rowsOf(devices[0]!);
  for (const device of devices) {
    expect(await rowsOf(device)).toEqual(rows);
    await device.book.rebuild(() => undefined);
    expect(await rowsOf(device)).toEqual(rows);
    const again = await openAgain(device);
    expect(await again.book.stateHash()).toBe(await device.book.stateHash());
  }
  expect(new Set(await hashesOf(devices)).size).toBe(1);
  return rows.map(({ sides, standing }) => ({
    sides: sides.map(({ value }) => value as string).toSorted(),
    standing,
  }));
};

test('CF3: two edits of one sentence are a conflict of prose, with what each wrote and who', async () => {
  const [ada, bob] = await inConflict();
  expect(await conflictsOf([ada, bob])).toEqual([
    {
      sides: ['A handrail is loose.', 'The rail is missing.'],
      standing: 'A handrail is missing.',
    },
  ]);
  const [row] = await rowsOf(ada);
  expect(row).toMatchObject({ kind: 'prose', aggregate: body, label: 'Prose', part: { of: 'sentence' } });
  expect(row!.sides.map(({ value, actor, device }) => [value, actor, device])).toEqual(
    expect.arrayContaining([
      ['The rail is missing.', 'Ada', ada.identity.device],
      ['A handrail is loose.', 'device 1', bob.identity.device],
    ]),
  );
});

test.each([
  ['the sentence of one', 'The rail is missing.', 'The rail is missing.'],
  ['what stands', null, 'A handrail is missing.'],
  ['another text', 'It is all gone!', 'It is all gone!'],
  ['nothing', '', ''],
])('CF3: a conflict of prose is settled by %s', async (_, value, left) => {
  const [ada, bob] = await inConflict();
  await settled(ada, value);
  expect(await conflictsOf([ada, bob])).toEqual([]);
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
    expect(await conflictsOf([ada, bob])).toEqual([]);
    expect(await textOf(ada)).toBe(`The bridge is sound. ${left} Nobody was there. Bob went on.`);
  },
);

test('CF3: settled differently at once it is one new conflict, of the two settlements', async () => {
  const [ada, bob] = await inConflict();
  await settled(ada, 'The rail is missing.');
  await settled(bob, 'A handrail is loose.');
  expect((await conflictsOf([ada, bob])).map(({ sides }) => sides)).toEqual([
    ['A handrail is loose.', 'The rail is missing.'],
  ]);
  await settled(bob, 'No rail.');
  expect(await conflictsOf([ada, bob])).toEqual([]);
  expect(await textOf(ada)).toBe('The bridge is sound. No rail. Nobody was there.');
});

test('CF3: who has seen both settles them by writing on, and an edit elsewhere settles nothing', async () => {
  const [ada, bob] = await inConflict();
  await replace(ada, 'sound', 'safe');
  expect(await conflictsOf([ada, bob])).toHaveLength(1);
  await replace(ada, 'A handrail is missing', 'The handrail is missing');
  expect(await conflictsOf([ada, bob])).toEqual([]);
});

test('CF3: a side that comes while somebody decides stays, beside the settlement', async () => {
  const devices = await createDevices(3);
  const [ada, bob, eve] = devices as [Device, Device, Device];
  await append(ada, BEGUN);
  await syncAll(devices);
  await replace(ada, 'loose', 'missing');
  await replace(bob, 'loose', 'bent');
  await syncAll([ada, bob]);
  await replace(eve, 'The rail', 'Every rail');
  await settled(ada, 'The rail is gone.');
  expect((await conflictsOf(devices)).map(({ sides }) => sides)).toEqual([
    ['Every rail is loose.', 'The rail is gone.'],
  ]);
});

test('CF3: edits of different sentences are no conflict, nor are sentences that two add at one place', async () => {
  const [ada, bob] = await writing(BEGUN);
  await replace(ada, 'sound', 'safe');
  await replace(bob, 'loose', 'missing');
  await append(ada, ' Ada left at noon.');
  await append(bob, ' Bob left at one.');
  expect(await conflictsOf([ada, bob])).toEqual([]);
});

test('CF3: equal edits that leave what both wrote are no conflict', async () => {
  const [ada, bob] = await writing(BEGUN);
  await replace(ada, ' is loose', '');
  await replace(bob, ' is loose', '');
  expect(await conflictsOf([ada, bob])).toEqual([]);
  expect(await textOf(ada)).toBe('The bridge is sound. The rail. Nobody was there.');
});

test('CF3: equal edits of which the letters stand twice are a conflict', async () => {
  const [ada, bob] = await writing(BEGUN);
  await replace(ada, 'loose', 'bent');
  await replace(bob, 'loose', 'bent');
  expect(await conflictsOf([ada, bob])).toEqual([
    { sides: ['The rail is bent.', 'The rail is bent.'], standing: 'The rail is bentbent.' },
  ]);
});

test('CF3: an edit against the deletion of its sentence is a conflict, and either may stand', async () => {
  const [ada, bob] = await writing(BEGUN);
  await replace(ada, 'The rail is loose. ', '');
  await replace(bob, 'loose', 'missing');
  const [open] = await conflictsOf([ada, bob]);
  expect(open!.sides).toEqual(['', 'The rail is missing.']);
  await settled(ada, 'The rail is missing.');
  expect(await conflictsOf([ada, bob])).toEqual([]);
  expect(await textOf(bob)).toMatch(/^The bridge is sound\. The rail is missing\.\s?Nobody was there\.$/);
});

test('CF3: a sentence that one joins to the next and the other writes in is a conflict', async () => {
  const [ada, bob] = await writing(BEGUN);
  await replace(ada, 'sound. The', 'sound, but the');
  await replace(bob, 'loose', 'missing');
  expect((await conflictsOf([ada, bob])).map(({ sides }) => sides)).toEqual([
    ['The bridge is sound, but the rail is loose.', 'The rail is missing.'],
  ]);
});

test('CF3: a sentence that one splits and the other writes in is a conflict', async () => {
  const [ada, bob] = await writing('The rail is loose and the deck is wet.');
  await replace(ada, ' and the', '. The');
  await replace(bob, 'wet', 'dry');
  expect((await conflictsOf([ada, bob])).map(({ sides }) => sides)).toEqual([
    ['The rail is loose and the deck is dry.', 'The rail is loose. The deck is wet.'],
  ]);
});

test('CF3: two who begin at one empty place are a conflict where their letters run together', async () => {
  const [ada, bob] = await writing('');
  await append(ada, 'Hello');
  await append(bob, 'World');
  const [open] = await conflictsOf([ada, bob]);
  expect(open!.sides).toEqual(['Hello', 'World']);
  await settled(bob, 'Hello World');
  expect(await conflictsOf([ada, bob])).toEqual([]);
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
  expect((await conflictsOf([ada, bob])).map(({ sides }) => sides)).toEqual([
    ['That rail is missing.', 'The rail is bent and rusty.'],
  ]);
});

test('CF3, HI1: a conflict of prose outlives a snapshot and a late arrival, and is not there at an earlier cut', async () => {
  const devices = await createDevices(3);
  const [ada, bob, eve] = devices as [Device, Device, Device];
  await append(ada, BEGUN);
  await syncAll(devices);
  const { heads } = await viewBody(ada.book, body as AggregateId);
  const { place } = (await ada.book.aggregate(body as AggregateId)).row.tail.at(-1)!;
  await replace(bob, 'loose', 'missing');
  // Many edits of another sentence, so that a snapshot is made before the other side arrives.
  for (let i = 0; i < 40; i++) await append(ada, '!');
  expect((await ada.book.aggregate(body as AggregateId)).snapshot).toBeDefined();
  await run(eve, 'body.edit', body, { heads, splices: [{ at: 21, deleted: 3, inserted: 'Every' }] });
  await syncAll([ada, eve]);
  await syncAll(devices);
  expect((await conflictsOf(devices)).map(({ sides }) => sides)).toEqual([
    ['Every rail is loose.', 'The rail is missing.'],
  ]);
  const then = await ada.book.history.bookAt({ kind: 'event', at: place }, () => undefined);
  if (!then.ok) throw new Error(then.error.message);
  expect(then.value.conflicts).toEqual([]);
});

test('CF3: an edit that is undone leaves what others wrote, and is asked about as its writer left it then', async () => {
  const [ada, bob] = await inConflict();
  expect(await ada.book.history.undo('undo', [])).toMatchObject({ kind: 'done' });
  expect(await conflictsOf([ada, bob])).toEqual([
    { sides: ['A handrail is loose.', 'The rail is loose.'], standing: 'A handrail is loose.' },
  ]);
  expect(await textOf(bob)).toBe('The bridge is sound. A handrail is loose. Nobody was there.');
});

/** An edit that only says how it left a sentence, signed by a member whose program says what it likes. */
const claiming = async (device: Device, sentences: readonly unknown[]): Promise<Bytes> => {
  const { doc } = (await device.book.aggregate(body as AggregateId)).folded.state as BodyState;
  const startOp = 1 + Math.max(1, ...Automerge.getChangesMetaSince(doc!, []).map(({ maxOp }) => maxOp));
  const deps = Automerge.getHeads(doc!);
  const change = { actor: 'ee', seq: 1, startOp, time: 0, message: null, deps, ops: [] };
  const changes = [bytesToBase64(Automerge.encodeChange(change as never) as Bytes)];
  const drafts = [{ type: 'body.changed', v: 2, payload: { changes, sentences } } as never];
  return (await sealAs(device, { aggregate: body, drafts })).bytes;
};

test.each([
  ['from elsewhere', false, 'The rail is fine.'],
  ['from a place of its own', true, 'The rail is fine.'],
  ['and is too long to be said', true, null],
])(
  'CF3: whoever claims that their sentence is all of a text, %s, does not have the rest taken away by a settlement',
  async (_, isPlace, said) => {
    const both = await writing(`The first, a week of work.\n${BEGUN}\nThe third, another week.`);
    const { doc } = (await both[1].book.aggregate(body as AggregateId)).folded.state as BodyState;
    const text = await textOf(both[1]);
    const letters = lettersOf(doc!, text);
    const all = [letters.at(0), letters.at(text.length - 1)];
    const at = [letters.at(text.indexOf('The rail')), ...(isPlace ? [all[0]] : [])];
    const sealed = await claiming(both[1], [{ at, span: all, text: said }]);
    await replace(both[0], 'loose', 'missing');
    await both[0].book.log.take([sealed]);
    const [row] = await rowsOf(both[0]);
    expect(row!.standing).toBe('The rail is missing.');
    await settled(both[0], 'The rail is missing.');
    expect(await textOf(both[0])).toBe(text.replace('loose', 'missing'));
  },
);

test('CF3: very many edits that claim very many places are told as one conflict, and what comes behind them is taken', async () => {
  const [ada, eve] = await writing(BEGUN);
  const at = Array.from({ length: 1000 }, (_, i) => `${i}@00`);
  const { doc } = (await eve.book.aggregate(body as AggregateId)).folded.state as BodyState;
  const deps = Automerge.getHeads(doc!);
  const drafts = Array.from({ length: 150 }, (_, i) => {
    const change = { actor: `${1000 + i}`, seq: 1, startOp: 200, time: 0, message: null, deps, ops: [] };
    const changes = [bytesToBase64(Automerge.encodeChange(change as never) as Bytes)];
    return {
      type: 'body.changed',
      v: 2,
      payload: { changes, sentences: [{ at, span: ['0@00', '0@00'], text: 'y' }] },
    };
  });
  const { bytes } = await sealAs(eve, { aggregate: body, drafts: drafts as never });
  expect((await ada.book.log.take([bytes])).admitted).toHaveLength(1);
  expect(await rowsOf(ada)).toHaveLength(1);
});
