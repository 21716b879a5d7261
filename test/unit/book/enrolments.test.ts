import { expect, test } from 'vitest';
import { createDevices, syncAll, type Device } from '../../support/devices.ts';
import { compareLists, readLists } from '../../../src/book/rebuilt.ts';
import { run } from '../../support/devices.ts';

test('ME1: each device tells whose it is, since when, and who let it in, by the record that it came in with', async () => {
  const [ada, bob] = (await createDevices(2, 'seat')) as [Device, Device];
  const told = [
    { device: ada.identity.device, actor: 'Ada', at: expect.stringMatching(/^\d{4}-/) },
    { device: bob.identity.device, actor: 'seat 1', at: expect.any(String), invitedBy: ada.identity.device },
  ];
  for (const { book } of [ada, bob]) {
    const found = await book.enrolments();
    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining(told));
  }
});

test('lists made again tell what they hold, and that it is what they held', async () => {
  const both = await createDevices(2);
  const [ada, bob] = both;
  await run(ada, 'record.create', 'record:1', { title: 'One', fields: { span: '10' } });
  await run(ada, 'record.add-task', 'record:1', { title: 'Paint' });
  await run(bob, 'person.create', 'person:1', { name: 'Cy', interests: ['boats', 'cranes'] });
  await syncAll(both);
  await run(ada, 'record.set-title', 'record:1', { title: 'By Ada' });
  for (const tag of ['wet', 'far']) await run(ada, 'record.add-tag', 'record:1', { tag });
  await run(bob, 'record.set-title', 'record:1', { title: 'By Bob' });
  for (const tag of ['old', 'dry']) await run(bob, 'record.add-tag', 'record:1', { tag });
  await syncAll(both);
  for (const { book } of both)
    expect(await book.rebuild(() => undefined)).toEqual({
      records: 1,
      people: 1,
      tasks: 1,
      conflicts: 1,
      different: 0,
    });
  const before = await readLists(ada.store);
  const [record] = before.records;
  await ada.store.write(['records', 'people'], async (tx) => {
    await tx.put('records', [{ ...record!, title: 'Made up' }]);
    await tx.clear('people');
  });
  expect(await ada.book.rebuild(() => undefined)).toMatchObject({ people: 1, different: 2 });
  expect(compareLists(before, await readLists(ada.store)).different).toBe(0);
});
