/** Whole engines whose network lets no WebSocket through, over real sockets to a real server. */
import { expect, test } from 'vitest';
import { systemTimers } from '../../src/platform/clock.ts';
import { createCrypto } from '../../src/platform/crypto.ts';
import { fetchRequests } from '../../src/platform/requests.ts';
import { webSocketTransport } from '../../src/platform/web-socket.ts';
import { FIRST_TRY_MS, TRY_EVERY, withFallback } from '../../src/sync/fallback.ts';
import { requestTransport } from '../../src/sync/request-transport.ts';
import { startBlockingProxy } from '../support/blocking-proxy.ts';
import {
  cloneDevice,
  foundDevice,
  hashesOf,
  inviteDevice,
  run,
  stateOf,
  type Device,
} from '../support/devices.ts';
import { goOnline, settled } from '../support/online.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { steppingClock } from '../support/seeded.ts';

const { sha256 } = await createCrypto();
const byRequests = requestTransport(fetchRequests, systemTimers, sha256);

const begun = async () => {
  const data = temporaryFolder();
  // As the devices of tests have it, or their invitations would be long expired.
  const clock = steppingClock();
  const server = await runServer(['--data', data], { clock });
  const proxy = await startBlockingProxy(server.url);
  const ada = await foundDevice('founder', proxy.url);
  await run(ada, 'record.create', 'record:1', { title: 'Before' });
  return { data, server, proxy, ada };
};
const comment = (device: Device, text: string) => run(device, 'record.add-comment', 'record:1', { text });

test('RQ1 devices that talk by requests alone come to the same state, each way, and say so once it is so', async () => {
  const { proxy, ada } = await begun();
  const first = goOnline(ada, byRequests);
  const guest = await inviteDevice(ada, 'guest');
  await settled(first);
  const second = goOnline(guest, byRequests);
  await settled(first, second);
  for (let i = 0; i < 3; i++) {
    await comment(first.device, `first ${i}`);
    await comment(second.device, `second ${i}`);
  }
  await settled(first, second);
  expect((await stateOf(ada, 'record:1')).comments).toHaveLength(6);
  expect(new Set(await hashesOf([ada, second.device])).size).toBe(1);
  expect([first.dials(), second.dials(), proxy.count().sockets]).toEqual([1, 1, 0]);
});

test('FK2 of two copies that talk by requests the second takes new keys, and both have all', async () => {
  const { ada } = await begun();
  const first = goOnline(ada, byRequests);
  await settled(first);
  const copy = goOnline(await cloneDevice(ada, 'copy'), byRequests);
  await comment(ada, 'of the one');
  await comment(copy.device, 'of the other');
  await settled(first, copy);
  expect((await stateOf(ada, 'record:1')).comments).toHaveLength(2);
  expect(new Set(await hashesOf([ada, copy.device])).size).toBe(1);
});

test('RQ2 a server that has begun anew takes no ticket of before, and the device comes by another by itself', async () => {
  const { data, server, proxy, ada } = await begun();
  const online = goOnline(ada, byRequests);
  await settled(online);
  const { port } = new URL(server.url);
  await server.stop();
  await runServer(['--data', data, '--port', port], { clock: steppingClock() });
  await comment(ada, 'after');
  await settled(online);
  expect(proxy.count().sockets).toBe(0);
});

test.each(['refuse', 'hang', 'swallow'] as const)(
  'RQ3 where a network lets no WebSocket through (%s), a device talks by requests, and goes back once one comes through',
  async (how) => {
    const { proxy, ada } = await begun();
    proxy.block(how);
    const due = new Map<number, () => void>();
    const timers = {
      after: (milliseconds: number, task: () => void) => {
        due.set(milliseconds, task);
        return () => due.delete(milliseconds);
      },
    };
    const online = goOnline(ada, withFallback(webSocketTransport, byRequests, timers));
    await expect.poll(() => proxy.count().sockets).toBe(1);
    proxy.drop();
    await expect.poll(() => proxy.count().sockets).toBe(2);
    due.get(FIRST_TRY_MS)?.();
    await settled(online);
    await comment(ada, 'by requests');
    await settled(online);

    proxy.drop();
    proxy.block('pass');
    await expect.poll(() => due.get(TRY_EVERY)).toBeDefined();
    due.get(TRY_EVERY)!();
    await expect.poll(() => online.dials()).toBe(3);
    await settled(online);
    const { requests } = proxy.count();
    await comment(ada, 'by a socket');
    await settled(online);
    expect(proxy.count()).toEqual({ sockets: 4, requests });
  },
);

test('RQ3 after a server was down devices come back by WebSocket, whichever turn it was', async () => {
  const { data, server, proxy, ada } = await begun();
  proxy.block('pass');
  // However busy the machine is, a WebSocket that comes through is waited for.
  const timers = {
    after: (milliseconds: number, task: () => void) =>
      milliseconds === FIRST_TRY_MS ? () => undefined : systemTimers.after(milliseconds, task),
  };
  const online = goOnline(ada, withFallback(webSocketTransport, byRequests, timers));
  await settled(online);
  const { port } = new URL(server.url);
  let again: Awaited<ReturnType<typeof runServer>> | undefined;
  for (let i = 0; i < 3; i++) {
    await (i === 0 ? server : again!).stop();
    const dials = online.dials();
    await expect.poll(() => online.dials()).toBeGreaterThan(dials + i);
    again = await runServer(['--data', data, '--port', port], { clock: steppingClock() });
    await comment(ada, `after ${i}`);
    await settled(online);
    const { requests } = proxy.count();
    await comment(ada, `by a socket ${i}`);
    await settled(online);
    expect(proxy.count().requests).toBe(requests);
  }
});
