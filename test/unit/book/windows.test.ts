import { expect, test } from 'vitest';
import { openBook, type Alone } from '../../../src/book.ts';
import { openSession } from '../../../src/book/open-session.ts';
import type { BookNews } from '../../../src/book/api.ts';
import type { WindowNews } from '../../../src/book/change.ts';
import { createDevices, createPorts, openAgain, run, stateOf, type Device } from '../../support/devices.ts';
import { scriptedServer } from '../../support/scripted-server.ts';

test('a command that other windows get ahead of with other records takes effect, however often they do', async () => {
  const [ada] = await createDevices(1);
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

/** Two windows of one profile, of which the first leads. */
const openWindows = async () => {
  const [ada] = await createDevices(1);
  const server = scriptedServer(ada.identity.server);
  const listeners: ((news: WindowNews) => void)[] = [];
  const told: BookNews[][] = [[], []];
  const open = async (index: number) => {
    const makers = await createPorts(`window ${index}`);
    const windows = {
      alone: <T>(_: unknown, work: () => Promise<T>) => work(),
      lead: (_: unknown, lead: () => () => void) => (index === 0 ? lead() : () => undefined),
      tell: (_: unknown, news: WindowNews) => listeners.forEach((hear, i) => i !== index && hear(news)),
      hear: (_: unknown, listener: (news: WindowNews) => void) => {
        listeners[index] = listener;
        return () => undefined;
      },
    };
    const ports = {
      ...makers,
      windows,
      timers: server.timers,
      transport: server.transport,
      registry: undefined as never,
      openStore: async () => ada.store,
    };
    return openSession(ports, makers, ada.store, ada.identity, (news) => told[index]!.push(news));
  };
  return { server, told, first: await open(0), second: await open(1) };
};

test('an invitation that a second window makes is sent by the one that leads, which is not up to date until then', async () => {
  const { server, first, second } = await openWindows();
  await server.welcome();
  await server.say({ type: 'have', heads: [...(await first.book.log.heads())], unknown: [] });
  expect(first.synced()!.status().state).toBe('up-to-date');
  server.heard();
  await second.book.invite('member');
  await server.pass(1);
  expect(first.synced()!.status().state).not.toBe('up-to-date');
  expect(server.heard().map((message) => message.type)).toContain('segments');
  first.close();
});

test('what one window records stands in the lists and in the feed of the other', async () => {
  const { server, told, first, second } = await openWindows();
  const command = { id: 'c'.repeat(32), type: 'record.create', aggregate: 'record:1', title: 'Weld seam' };
  expect(await second.book.execute(command)).toMatchObject({ ok: true });
  await server.pass(1);
  const [patch] = told[0]!.flatMap((news) => (news.type === 'patch' ? [news.patch] : []));
  expect(patch!.records).toMatchObject([{ title: 'Weld seam' }]);
  expect(patch!.activity).toMatchObject([{ aggregate: 'record:1', type: 'record.created' }]);
  first.close();
});

/** Windows over one store, of which only one may make rows anew at a time, and which may die while it does. */
const openOver = async (ada: Device, queue: { last: Promise<unknown> }) => {
  let isDead = false;
  const alone: Alone = async (work) => {
    const before = queue.last;
    const done = Promise.withResolvers<void>();
    queue.last = before.then(() => done.promise);
    await before;
    const gone = new Promise<never>((_, reject) => (die = () => reject(new Error('The window is gone.'))));
    return Promise.race([work(), gone]).finally(() => done.resolve());
  };
  let die = (): void => undefined;
  const store = {
    ...ada.store,
    write: async <T>(names: never, body: never): Promise<T> => {
      if (isDead) return new Promise<never>(() => undefined);
      return ada.store.write(names, body) as Promise<T>;
    },
  } as Device['store'];
  const book = await openBook({ ...ada.ports, store }, ada.identity, () => undefined, alone);
  return {
    device: { ...ada, book },
    kill: () => {
      isDead = true;
      die();
    },
  };
};

const busyWindows = async () => {
  const [ada] = await createDevices(1);
  const queue = { last: Promise.resolve() as Promise<unknown> };
  const [one, two] = [await openOver(ada, queue), await openOver(ada, queue)];
  await run(one.device, 'record.create', 'record:1', { title: 'One' });
  for (let i = 0; i < 40; i++) await run(one.device, 'record.add-tag', 'record:1', { tag: `${i}` });
  await one.device.book.seal();
  await two.device.book.refresh();
  return { one, two };
};

test('case 4: what other windows do while one makes the rows anew waits for that, and is done', async () => {
  const { one, two } = await busyWindows();
  const doing: Promise<unknown>[] = [];
  await one.device.book.rebuild(() => {
    if (doing.length > 0) return;
    doing.push(
      run(two.device, 'record.add-tag', 'record:1', { tag: 'meanwhile' }),
      two.device.book.seal(),
      two.device.book.invite('member'),
      stateOf(two.device, 'record:1').then(({ created }) => expect(created).toHaveLength(1)),
    );
  });
  await Promise.all(doing);
  await one.device.book.refresh();
  expect(Object.keys((await stateOf(one.device, 'record:1')).tags)).toContain('meanwhile');
  expect(await one.device.book.stateHash()).toBe(await two.device.book.stateHash());
});

test('case 4: rows that a window left half made, because it was closed, are made by the one that waits for them', async () => {
  const { one, two } = await busyWindows();
  const before = await two.device.book.stateHash();
  await expect(one.device.book.rebuild(() => one.kill())).rejects.toThrow('The window is gone.');
  await two.device.book.refresh();
  expect(await two.device.book.stateHash()).toBe(before);
  await run(two.device, 'record.add-tag', 'record:1', { tag: 'afterwards' });
  expect(Object.keys((await stateOf(two.device, 'record:1')).tags)).toContain('afterwards');
});

test('case 4: windows that open at once after an upgrade make the rows anew once, one after the other', async () => {
  const { one } = await busyWindows();
  const before = await one.device.book.stateHash();
  await one.device.store.write(['meta'], (tx) => tx.delete('meta', ['versions']));
  const queue = { last: Promise.resolve() as Promise<unknown> };
  const opened = await Promise.all([openOver(one.device, queue), openOver(one.device, queue)]);
  for (const { device } of opened) expect(await device.book.stateHash()).toBe(before);
});
