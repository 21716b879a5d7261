import { expect, test } from 'vitest';
import { deliver, openAgain, run, segmentsOf, stateOf, syncAll } from '../../support/devices.ts';
import { deviceOf, titlesOf, noticesOf, expectAgreement, copied } from '../../support/copies.ts';

test('FK2: another window goes on under the new keys too, whatever it was about to record', async () => {
  const { ada, bob, copy } = await copied();
  const window = await openAgain(copy);
  await run(ada, 'record.set-title', 'record:1', { title: 'Mine' });
  await deliver(ada, bob);
  await copy.book.log.take(await segmentsOf(bob));
  await run(window, 'record.add-tag', 'record:1', { tag: 'from the other window' });
  expect(deviceOf(window)).toBe(deviceOf(copy));
  await copy.book.refresh();
  await syncAll([copy, bob]);
  const heads = await bob.book.log.heads();
  expect(heads.find(({ device }) => device === deviceOf(copy))?.seq).toBe(2);
  expect(Object.keys((await stateOf(bob, 'record:1')).tags)).toEqual(['from the other window']);
});

test('FK2: a crash at any write on the way to new keys leaves a device that goes on correctly, and takes them once', async () => {
  let writes = 0;
  for (; writes < 20; writes++) {
    const { ada, bob, copy } = await copied();
    await run(ada, 'record.set-title', 'record:1', { title: 'Mine' });
    await deliver(ada, bob);
    await run(copy, 'record.set-title', 'record:1', { title: 'Pending' });
    await run(copy, 'record.add-tag', 'record:1', { tag: 'pending' });
    const all = await segmentsOf(bob);
    copy.store.failAfter(writes);
    await copy.book.log.take(all).catch(() => undefined);
    if (!copy.store.hasFailed()) break;
    const next = await openAgain(copy);
    await next.book.log.take(all);
    expect(deviceOf(next)).not.toBe(deviceOf(ada));
    expect(next.book.identity.former).toHaveLength(1);
    expect(await noticesOf(next)).toEqual(['new-keys']);
    await run(next, 'record.add-tag', 'record:1', { tag: 'since' });
    await syncAll([next, bob, ada]);
    await syncAll([next, bob, ada]);
    expect(await titlesOf(bob)).toEqual(['Mine', 'Pending']);
    expect(Object.keys((await stateOf(bob, 'record:1')).tags)).toEqual(['pending', 'since']);
    const keys = (await bob.book.log.heads()).filter(
      ({ device }) => bob.book.membership().members[device]?.continues === copy.identity.device,
    );
    // Ada has met the copy's branch.
    expect(keys.map(({ device }) => device).toSorted()).toEqual([deviceOf(next), deviceOf(ada)].toSorted());
    await expectAgreement([next, bob, ada]);
  }
  expect(writes).toBe(3);
});

test.each([0, 3])(
  'FK2: windows that find the mark, and %i commands pending, take new keys once',
  async (pending) => {
    const { ada, bob, copy } = await copied();
    await run(ada, 'record.set-title', 'record:1', { title: 'Mine' });
    await deliver(ada, bob);
    for (let i = 0; i < pending; i++) await run(copy, 'record.add-tag', 'record:1', { tag: `${i}` });
    copy.store.failAfter(1);
    await expect(copy.book.log.take(await segmentsOf(bob))).rejects.toThrow('full');
    const windows = await Promise.all([openAgain(copy), openAgain(copy), openAgain(copy)]);
    expect(new Set(windows.map(deviceOf)).size).toBe(1);
    expect(windows[0]!.book.identity.former).toHaveLength(1);
    for (const { book } of windows) await book.refresh();
    const branches = pending > 0 ? 2 : 1;
    expect(await windows[0]!.book.log.heads()).toHaveLength(branches + 2);
  },
);

test('FK2: a window that still takes new keys to be due finds that another one has taken them', async () => {
  const { ada, bob, copy } = await copied();
  await run(ada, 'record.set-title', 'record:1', { title: 'Mine' });
  await deliver(ada, bob);
  await run(copy, 'record.add-tag', 'record:1', { tag: 'pending' });
  const all = await segmentsOf(bob);
  copy.store.failAfter(1);
  await expect(copy.book.log.take(all)).rejects.toThrow('full');
  const other = await openAgain(copy);
  await copy.book.log.take(all);
  expect(deviceOf(copy)).toBe(deviceOf(other));
  expect(copy.book.identity.former).toHaveLength(1);
});
