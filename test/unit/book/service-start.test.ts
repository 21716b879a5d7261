import { expect, test } from 'vitest';
import { deliver, foundDevice, openAgain } from '../../support/devices.ts';
import { openWindow, ASKED } from '../../support/service-window.ts';

test.each([
  ['title', { ...ASKED, title: 'x'.repeat(81) }],
  ['title', { ...ASKED, title: ' ' }],
  ['person', { ...ASKED, person: 'x'.repeat(200) }],
  ['device', { ...ASKED, device: '' }],
  ['server', { ...ASKED, server: 'books' }],
  ['server', { ...ASKED, server: 'javascript:alert(1)' }],
])('a book with a %s that no record could hold is not begun', async (at, request) => {
  const { api } = await openWindow();
  expect(await api.start(request)).toMatchObject({ ok: false, error: { code: 'invalid-request', at } });
  expect(await api.books()).toEqual([]);
});

test('a device with a name that no record could hold does not join', async () => {
  const { api } = await openWindow();
  const { link } = await (await foundDevice()).book.invite('member');
  const long = await api.join({ link, person: 'Grace', device: 'x'.repeat(81) });
  expect(long).toMatchObject({ error: { code: 'invalid-request', at: 'device' } });
});

test('the address of a server is taken as the server says it of itself', async () => {
  const { api } = await openWindow();
  const started = await api.start({ ...ASKED, server: ' HTTP://Localhost:8787/ ' });
  expect(started).toMatchObject({ value: { server: 'http://localhost:8787' } });
});

test('ME2: a device whose invitation came to nothing joins by another one, and one that has joined does not', async () => {
  const host = await foundDevice();
  const [late, fresh] = [(await host.book.invite('member')).link, (await host.book.invite('member')).link];
  const { api, stores, ports } = await openWindow();
  const first = await api.join({ link: late, person: 'Grace', device: 'phone' });
  const second = await api.join({ link: fresh, person: 'Grace', device: 'phone' });
  expect(first.ok && second.ok && first.value.device !== second.value.device).toBe(true);
  const store = stores.get(host.identity.book)!;
  const identity = (await store.read(['meta'], (tx) => tx.get('meta', 'identity')))!.value as never;
  const joined = await openAgain({ ...host, identity, ports, store: store as never });
  await deliver(host, joined);
  expect(joined.book.isEnrolled()).toBe(true);
  const again = await api.join({ link: late, person: 'Grace', device: 'phone' });
  expect(again).toMatchObject({ error: { code: 'already-joined' } });
});

test('two books that are asked for at once leave one open', async () => {
  const { api, leading } = await openWindow();
  await Promise.all([api.start(ASKED), api.start(ASKED)]);
  expect(leading()).toBe(1);
});

test('ME2, CO2: an invitation is valid by the clock of the server, as far as that is known', async () => {
  const began = Date.UTC(2026, 4, 1);
  let now = began;
  const { api, server } = await openWindow({ clock: { now: () => now, offset: () => 0 } });
  await api.start(ASKED);
  const expires = async () => ((await api.invite('member')) as { value: { expires: string } }).value.expires;
  expect(await expires()).toBe('2026-05-04T00:00:00.000Z');

  await server.welcome(); // Its clock shows the beginning of 1970.
  now += 3_600_000;
  expect(await expires()).toBe('1970-01-04T01:00:00.000Z');
  // Set right, or asleep for years: what was measured is not relied on.
  for (const later of [began + 30 * 86_400_000, began - 86_400_000]) {
    now = later;
    expect(await expires()).toBe(new Date(later + 72 * 3_600_000).toISOString());
  }
  now = 8.64e15;
  expect(await expires()).toBe('9999-12-31T23:59:59.999Z');
});
