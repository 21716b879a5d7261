import { expect, test } from 'vitest';
import type { Identity } from '../../../src/book/identity.ts';
import { readStored, segmentToHead } from '../../../src/log/segment.ts';
import { breakableStore } from '../../support/breakable-store.ts';
import { cloneDevice, foundDevice, run, segmentsOf } from '../../support/devices.ts';
import { openWindow, ASKED } from '../../support/service-window.ts';

test('case 4: of a book whose database was closed nothing else is said any more', async () => {
  const { api, server, statuses, leading, closeAll } = await openWindow();
  await api.start(ASKED);
  await server.welcome();
  closeAll();
  await server.say({ type: 'have', heads: [], unknown: [] });
  await server.pass(10_000);
  expect(statuses.at(-1)).toBe('stopped');
  expect(leading()).toBe(0);
});

test('case 2: that the disk of the server is full is said once, in its words, until all has been taken', async () => {
  const { api, server, notices, statuses, ports } = await openWindow();
  await api.start({ ...ASKED });
  await server.welcome();
  await server.say({ type: 'have', heads: [], unknown: [] });
  const [sent] = server.heard().flatMap((one) => (one.type === 'segments' ? one.segments : []));
  const first = readStored(sent!, ports.crypto);
  const message = 'The disk of the server is full.';
  await server.say({ type: 'refused', segment: first.hash, code: 'disk-full', message });
  const told = () => notices().filter(({ failure }) => failure.code === 'disk-full');
  expect(told()).toMatchObject([{ failure: { message } }]);
  await server.say({ type: 'stop', code: 'room-again', message: 'Room.', retry: true });
  await server.pass(2_000);
  await server.welcome();
  await server.say({ type: 'have', heads: [segmentToHead(first)], unknown: [] });
  expect([statuses.at(-1), told()]).toEqual(['up-to-date', []]);
});

test('case 12, CO2: a clock that is set back is shown in the window, also at the next start, and recording goes on', async () => {
  let now = Date.UTC(2026, 4, 1, 10);
  const { api, notices } = await openWindow({ clock: { now: () => now, offset: () => 0 } });
  const started = await api.start({ ...ASKED, server: '' });
  if (!started.ok) throw new Error(started.error.message);
  const record = (id: string) =>
    api.execute({ id: id.repeat(32), type: 'record.create', aggregate: `record:${id}`, title: id });
  expect(await record('1')).toMatchObject({ ok: true });
  expect(notices()).toEqual([]);
  now -= 86_400_000;
  expect(await record('2')).toMatchObject({ ok: true });
  await expect.poll(() => notices().map(({ failure }) => failure.code)).toEqual(['claim-ahead']);
  await api.dismiss('claim');
  now -= 86_400_000;
  await api.open(started.value.book);
  await expect.poll(() => notices().map(({ id }) => id)).toEqual(['claim']);
});

test('FK2: that this device goes on under new keys stands in the window until it is dismissed, over a restart too', async () => {
  const { api, server, stores, notices, ports } = await openWindow();
  const started = await api.start(ASKED);
  if (!started.ok) throw new Error(started.error.message);
  const { book, device } = started.value;
  await server.welcome();
  const store = breakableStore(stores.get(book)!);
  const row = await store.read(['meta'], (tx) => tx.get('meta', 'identity'));
  const identity = row!.value as Identity;
  const copy = await cloneDevice({ ports, store, identity, newId: () => '1'.repeat(32) } as never, 'copy');
  await run(copy, 'record.create', 'record:1', { title: 'On the copy' });
  await copy.book.seal();
  await server.say({ type: 'segments', segments: await segmentsOf(copy) });

  const isTold = () => notices().some(({ failure }) => failure.code === 'new-keys');
  expect(isTold()).toBe(true);
  const again = await api.open(book);
  if (!again.ok) throw new Error(again.error.message);
  expect(again.value.device).not.toBe(device);
  expect(again.value.members).toContainEqual(
    expect.objectContaining({ device: again.value.device, continues: device, role: 'admin' }),
  );
  expect(isTold()).toBe(true);
  await api.dismiss('new-keys');
  await api.open(book);
  expect(isTold()).toBe(false);
});

test('case 16: what a server sends that nobody of the book wrote is told in the window, and what to do', async () => {
  const { api, server, notices } = await openWindow();
  await api.start(ASKED);
  await server.welcome();
  const another = await foundDevice('another');
  await server.say({ type: 'segments', segments: await segmentsOf(another) });
  const told = notices().find(({ id }) => id === 'not-taken');
  expect(told?.failure.message).toMatch(/belongs to another book.*tell whoever runs the server/);
});
