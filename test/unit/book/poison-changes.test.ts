import { expect, test } from 'vitest';
import { createDevices, deliver, hashesOf, openAgain, run, syncAll } from '../../support/devices.ts';
import { spoil, SPOILS } from '../../support/hostile-changes.ts';
import { ownLog } from '../../support/seal-as.ts';
import { BODY, textOf } from '../../support/prose.ts';
import {
  changeOf,
  FIRST,
  hashOf,
  insert,
  quarantineOf,
  signed,
  typed,
} from '../../support/signed-changes.ts';

test('QU1, case 13: of two changes under one number the same one counts everywhere, whichever came first', async () => {
  const [ada, bob, eve, mallory] = await createDevices(4);
  const one = await signed(eve, typed(5, 'one'));
  const other = await signed(mallory, typed(5, 'two'));
  await ada.book.log.take([one]);
  await ada.book.log.take([other]);
  await bob.book.log.take([other]);
  await bob.book.log.take([one]);
  expect(await textOf(bob)).toBe(await textOf(ada));
  expect(await quarantineOf(ada)).toHaveLength(1);
  expect(await quarantineOf(bob)).toEqual(await quarantineOf(ada));
  await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: 'More: ' }] });
  await deliver(ada, bob);
  expect(await textOf(bob)).toBe(await textOf(ada));
  for (const device of [ada, bob]) await device.book.rebuild(() => undefined);
  expect(new Set(await hashesOf([ada, bob, await openAgain(ada), await openAgain(bob)])).size).toBe(1);
});

test.each(SPOILS)('QU1, case 13: a member who signs a change with %s breaks nothing', async (how) => {
  const [ada, eve] = await createDevices(2);
  await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: 'Hello' }] });
  await deliver(ada, eve);
  const own = (await ownLog(ada)).length;
  const spoilt = spoil(how, typed(5, 'x')[0]!, 1);
  if (spoilt) await ada.book.log.take([await signed(eve, spoilt)]);
  await run(eve, 'record.create', 'record:1', { title: 'After' });
  await deliver(eve, ada);
  await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: '>' }] });
  await deliver(ada, eve);
  expect((await ownLog(ada)).length).toBeGreaterThan(own);
  const again = await openAgain(ada);
  expect(await textOf(again)).toContain('Hello');
  expect(await textOf(again)).toBe(await textOf(eve));
  expect(new Set(await hashesOf([ada, eve, again])).size).toBe(1);
});

test('two who delete the same characters at once delete them once, however many they are', async () => {
  const [ada, ben] = await createDevices(2);
  const text = 'Ein Käse 🧀. '.repeat(40);
  await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: `${text}End.` }] });
  await deliver(ada, ben);
  for (const device of [ada, ben])
    await run(device, 'body.edit', BODY, { splices: [{ at: 0, deleted: text.length, inserted: '' }] });
  await syncAll([ada, ben]);
  for (const device of [ada, ben]) {
    expect(await textOf(device)).toBe('End.');
    expect(await quarantineOf(device)).toEqual([]);
  }
});

test('QU1: changes recorded in the order opposite to what they follow count, each once what it follows does', async () => {
  const [ada, eve] = await createDevices(2);
  const changes = [changeOf(1, 2, [FIRST], [insert('_head')])];
  for (let i = 2; i <= 9; i++) changes.push(changeOf(i, i + 1, [hashOf(changes.at(-1)!)], [insert('_head')]));
  for (const change of changes.toReversed()) await ada.book.log.take([await signed(eve, [change])]);
  expect(await textOf(ada)).toBe('x'.repeat(9));
  expect(await quarantineOf(ada)).toEqual([]);
});
