import { expect, test } from 'vitest';
import { openSession } from '../../../src/book/open-session.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { createDevices, createPorts, openAgain, run, stateOf, type Device } from '../../support/devices.ts';
import { scriptedServer } from '../../support/scripted-server.ts';

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

/** Two windows of one profile, of which the first leads. */
const openWindows = async () => {
  const [ada] = (await createDevices(1)) as [Device];
  const server = scriptedServer(ada.identity.server);
  const listeners: ((changed: readonly AggregateId[]) => void)[] = [];
  const open = async (index: number) => {
    const makers = await createPorts(`window ${index}`);
    const windows = {
      lead: (_: unknown, lead: () => () => void) => (index === 0 ? lead() : () => undefined),
      tell: (_: unknown, changed: readonly AggregateId[]) =>
        listeners.forEach((hear, i) => i !== index && hear(changed)),
      hear: (_: unknown, listener: (changed: readonly AggregateId[]) => void) => {
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
    return openSession(ports, makers, ada.store, ada.identity, () => undefined);
  };
  return { server, first: await open(0), second: await open(1) };
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
