import { expect, test } from 'vitest';
import type { BookPorts } from '../../../src/book/engine.ts';
import type { Identity } from '../../../src/book/identity.ts';
import type { Notice } from '../../../src/book/api.ts';
import { REGISTRY, type RegistryTables } from '../../../src/book/registry.ts';
import { createBookService } from '../../../src/book/service.ts';
import { TABLES, type Tables } from '../../../src/book/tables.ts';
import type { BookId } from '../../../src/kernel/ids.ts';
import { readStored, segmentToHead } from '../../../src/log/segment.ts';
import type { Store } from '../../../src/kernel/store.ts';
import { createMemoryStore } from '../../../src/storage/memory-store.ts';
import { breakableStore } from '../../support/breakable-store.ts';
import {
  cloneDevice,
  createPorts,
  deliver,
  foundDevice,
  openAgain,
  run,
  segmentsOf,
} from '../../support/devices.ts';
import { scriptedServer } from '../../support/scripted-server.ts';

const SERVER = 'http://127.0.0.1:8787';
const ASKED = { title: 'Bridges', person: 'Ada', device: 'laptop', server: SERVER };

/** A window whose databases outlive their connections, and who may be told that one has been closed. */
const openWindow = async (changed: Partial<BookPorts> = {}) => {
  const ports = { ...(await createPorts('window')), ...changed };
  const server = scriptedServer(SERVER);
  const stores = new Map<BookId, Store<Tables>>();
  let [leading, onClosed] = [0, (): void => undefined];
  const service = createBookService({
    ...ports,
    transport: server.transport,
    timers: server.timers,
    registry: createMemoryStore<RegistryTables>(REGISTRY),
    windows: {
      alone: (_book, work) => work(),
      lead: (_book, lead) => {
        leading++;
        const end = lead();
        return () => {
          leading--;
          end();
        };
      },
      tell: () => undefined,
      hear: () => () => undefined,
    },
    openStore: async (book, closed) => {
      onClosed = closed;
      const store = stores.get(book) ?? createMemoryStore<Tables>(TABLES);
      stores.set(book, store);
      return { ...store, close: () => undefined };
    },
  });
  const statuses: string[] = [];
  let notices: readonly Notice[] = [];
  service.subscribe((news) => {
    if (news.type === 'notices') ({ notices } = news);
    if (news.type === 'status') statuses.push(news.status.state);
  });
  return {
    ...service,
    ports,
    server,
    stores,
    statuses,
    notices: () => notices,
    leading: () => leading,
    closeAll: () => onClosed(),
  };
};

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
