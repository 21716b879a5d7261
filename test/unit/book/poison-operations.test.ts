import { expect, test } from 'vitest';
import { MAX_COUNTER, TEXT } from '../../../src/domain/body/change.ts';
import { createDevices, deliver, hashesOf, openAgain, run } from '../../support/devices.ts';
import { BODY, textOf } from '../../support/prose.ts';
import { changeOf, FIRST, hashOf, insert, remove, signed } from '../../support/signed-changes.ts';

test.each([
  ['the text', [], TEXT],
  ['a deletion', [insert('_head'), remove('2@ee')], '3@ee'],
  ['what nobody did', [insert('_head')], '1@ee'],
])(
  'QU1: a change that deletes %s does not count, so nothing is written on top of it',
  async (_, ops, elemId) => {
    const [ada, ben, eve] = await createDevices(3);
    const first = changeOf(1, 2, [FIRST], ops);
    const second = changeOf(2, 2 + ops.length, [hashOf(first)], [remove(elemId)]);
    for (const change of [first, second]) {
      const bytes = await signed(eve, [change]);
      for (const device of [ada, ben]) await device.book.log.take([bytes]);
    }
    await run(ada, 'body.edit', BODY, { splices: [{ at: 0, deleted: 0, inserted: 'A month of work. ' }] });
    await deliver(ada, ben);
    const unfit = await signed(eve, [changeOf(1, 2, [FIRST], [insert(`2@${'99'.repeat(16)}`)])]);
    for (const device of [ada, ben]) {
      await device.book.log.take([unfit]);
      expect(await textOf(device)).toContain('A month of work. ');
    }
    await ben.book.rebuild(() => undefined);
    expect(new Set(await hashesOf([ada, ben, await openAgain(ada)])).size).toBe(1);
  },
);

test('prose whose operations have been numbered to the last says so, and keeps what it has', async () => {
  const [ada, eve] = await createDevices(2);
  await ada.book.log.take([await signed(eve, [changeOf(1, MAX_COUNTER - 3, [FIRST], [insert('_head')])])]);
  const edit = (inserted: string) => ({
    id: ada.newId(),
    type: 'body.edit',
    aggregate: BODY,
    splices: [{ at: 0, deleted: 0, inserted }],
  });
  expect(await ada.book.execute(edit('Hello'))).toMatchObject({
    ok: false,
    error: { message: expect.stringMatching(/edited so often .* another record/) },
  });
  expect(await ada.book.execute(edit('Hi'))).toMatchObject({ ok: true });
  expect(await textOf(ada)).toBe('Hix');
  expect(await textOf(await openAgain(ada))).toBe('Hix');
});
