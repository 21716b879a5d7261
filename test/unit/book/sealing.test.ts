import { expect, test } from 'vitest';
import type { Bytes } from '../../../src/kernel/bytes.ts';
import { createDevices, deliver, openAgain, run, type Device } from '../../support/devices.ts';

/** What the device would have sent so far: segments it has told of. */
const toldBy = ({ book }: Device): readonly Bytes[] => {
  const told: Bytes[] = [];
  book.subscribe(({ fresh }) => told.push(...fresh.map(({ bytes }) => bytes)));
  return told;
};

const recorded = async () => {
  const [ada, bob] = await createDevices(2);
  await run(ada, 'record.create', 'record:1', { title: 'One' });
  for (let i = 0; i < 5; i++) await run(ada, 'record.add-comment', 'record:1', { text: `${i}` });
  return { ada, bob };
};

/** All that was told, given to another device: a seal that was lost would be a branch there. */
const expectNoFork = async (told: readonly Bytes[], ada: Device, bob: Device): Promise<void> => {
  await bob.book.log.take(told);
  const heads = (await bob.book.log.heads()).filter(({ device }) => device === ada.identity.device);
  expect(heads).toHaveLength(1);
  expect(ada.book.identity.former).toBeUndefined();
  await deliver(ada, bob);
  expect(await bob.book.stateHash()).toBe(await ada.book.stateHash());
};

test('FK2: of windows that seal at once one wins, and what the others made is never sent', async () => {
  const { ada, bob } = await recorded();
  const windows = [ada, await openAgain(ada), await openAgain(ada)];
  const told = windows.map(toldBy);
  await Promise.all(windows.map(({ book }) => book.seal()));
  for (const { book } of windows) await book.refresh();
  expect(windows.map(({ book }) => book.pending())).toEqual([0, 0, 0]);
  await expectNoFork(told.flat(), ada, bob);
});

test('FK2: a seal that was cut off at its commit is not sent, and the one that is made after it is no fork', async () => {
  const { ada, bob } = await recorded();
  const told = [toldBy(ada)];
  ada.store.failAfter(0);
  await expect(ada.book.seal()).rejects.toThrow('full');
  expect(told.flat()).toEqual([]);
  const next = await openAgain(ada);
  told.push(toldBy(next));
  await next.book.seal();
  expect(told.flat()).toHaveLength(1);
  await expectNoFork(told.flat(), next, bob);
});
