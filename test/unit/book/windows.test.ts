import { expect, test } from 'vitest';
import { createDevices, openAgain, run, stateOf, type Device } from '../../support/devices.ts';

test('a command that other windows get ahead of with other records takes effect, however often they do', async () => {
  const [ada] = (await createDevices(1)) as [Device];
  await run(ada, 'record.create', 'record:1', { title: 'One' });
  await run(ada, 'record.create', 'record:2', { title: 'Two' });
  const other = await openAgain({ ...ada, store: ada.ports.store as Device['store'] });
  let ahead = 0;
  const getAhead = async (): Promise<void> => {
    ada.store.beforeWrite = async () => undefined;
    await run(other, 'record.add-comment', 'record:2', { text: `${ahead++}` });
    if (ahead < 20) ada.store.beforeWrite = getAhead;
  };
  ada.store.beforeWrite = getAhead;
  await run(ada, 'record.set-title', 'record:1', { title: 'Now' });
  expect(ahead).toBe(20);
  await other.book.refresh();
  expect((await stateOf(other, 'record:1')).title.map(({ value }) => value)).toEqual(['Now']);
});
