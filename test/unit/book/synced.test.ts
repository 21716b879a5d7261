import { expect, test } from 'vitest';
import { skewToFailure } from '../../../src/book/skew.ts';
import type { SegmentHash } from '../../../src/kernel/ids.ts';
import { foundDevice, openAgain, run } from '../../support/devices.ts';
import { syncedDevice } from '../../support/synced-device.ts';

const hashOf = (digit: string) => digit.repeat(64) as SegmentHash;

test('case 9: a connection that has fallen silent is asked for a sign, and without one is not called up to date', async () => {
  const { server, synced, heads } = await syncedDevice();
  await server.welcome();
  await server.say({ type: 'have', heads, unknown: [] });
  expect(synced.status().state).toBe('up-to-date');
  server.heard();
  await server.pass(15_000);
  expect(server.heard()).toMatchObject([{ type: 'have' }]);
  await server.say({ type: 'have', heads, unknown: [] });
  await server.pass(19_000);
  expect(synced.status().state).toBe('up-to-date');
  await server.pass(12_000);
  expect(synced.status().state).not.toBe('up-to-date');
  expect(server.dials()).toBeGreaterThan(1);
  synced.stop();
});

test('case 9: "up to date" is said as of the last word of the server, and no longer once it has not answered', async () => {
  const { server, synced, heads } = await syncedDevice();
  await server.welcome();
  await server.say({ type: 'have', heads, unknown: [] });
  const told = synced.status();
  expect(told).toMatchObject({ state: 'up-to-date' });
  await server.pass(19_000);
  expect(synced.status()).toEqual(told);
  await server.pass(1_000);
  expect(synced.status()).toEqual({ ...told, state: 'unanswered' });
  await server.say({ type: 'have', heads, unknown: [] });
  expect(synced.status()).toMatchObject({ state: 'up-to-date' });
  expect(synced.status()).not.toEqual(told);
  synced.stop();
});

test('case 9: where there is no network, that is said at once, and tried again', async () => {
  const { server, synced, heads } = await syncedDevice();
  await server.welcome();
  await server.say({ type: 'have', heads, unknown: [] });
  synced.cut();
  expect(synced.status()).toMatchObject({ state: 'offline', kept: 0 });
  await server.pass(250);
  expect(server.dials()).toBe(2);
  synced.stop();
});

test('case 9: a person who comes back has a silent server asked at once, and a try that hangs begun anew', async () => {
  const { server, synced, heads } = await syncedDevice();
  await server.pass(5_000);
  synced.wake();
  expect(server.dials()).toBe(2);
  await server.welcome();
  await server.say({ type: 'have', heads, unknown: [] });
  server.heard();
  synced.wake();
  expect(server.heard()).toEqual([]);
  await server.pass(10_000);
  synced.wake();
  expect(server.heard()).toMatchObject([{ type: 'have' }]);
  await server.pass(5_000);
  expect(synced.status().state).toBe('unanswered');
  await server.say({ type: 'have', heads, unknown: [] });
  expect(synced.status().state).toBe('up-to-date');
  expect(server.dials()).toBe(2);
  synced.stop();
});

test('case 6: a server that lets in and hangs up at once is dialled more and more seldom', async () => {
  const { server, synced } = await syncedDevice();
  const until = 20_000;
  for (let time = 0; time < until; time += 100) {
    const before = server.dials();
    await server.pass(100);
    if (time === 0 || server.dials() > before) {
      await server.welcome();
      await server.drop();
    }
  }
  // Two seconds apart on a loopback address; without waiting it would be some hundred times.
  expect(server.dials()).toBeLessThan(25);
  synced.stop();
});

test('case 16: a server that refuses what it was never sent is not believed', async () => {
  const { ada, server, synced, refused, heads } = await syncedDevice();
  await server.welcome();
  await server.say({ type: 'have', heads, unknown: [] });
  await server.say({ type: 'refused', segment: hashOf('a'), code: 'no', message: 'No.' });
  expect(refused).toEqual([]);
  await run(ada, 'record.create', 'record:1', { title: 'Bridge' });
  await ada.book.seal();
  await server.pass(0);
  const [own] = await ada.book.log.heads();
  await server.say({ type: 'refused', segment: own!.hash, code: 'no', message: 'No.' });
  expect(refused).toMatchObject([{ segment: own!.hash }]);
  expect(synced.status()).toMatchObject({ state: 'refused', kept: 1 });
  synced.stop();
});

test('case 16: heads of the own log that are made up, or of another branch, acknowledge nothing', async () => {
  const { ada, server, synced, heads } = await syncedDevice();
  const { device } = ada.identity;
  await server.welcome();
  await server.say({ type: 'have', heads, unknown: [] });
  await run(ada, 'record.create', 'record:1', { title: 'Bridge' });
  await server.say({ type: 'have', heads: [{ device, seq: 999, hash: hashOf('b') }], unknown: [] });
  expect(synced.status().state).not.toBe('up-to-date');
  await server.drop();
  expect(synced.status()).toMatchObject({ state: 'offline', kept: ada.book.recorded() });
  synced.stop();
});

test('case 16: a server that sends more than anybody has asked for, faster than it can be taken, is hung up on', async () => {
  const device = await foundDevice();
  const never = new Promise<never>(() => undefined);
  const log = { ...device.book.log, take: () => never };
  const { server, synced, heads } = await syncedDevice({ ...device, book: { ...device.book, log } });
  await server.welcome();
  await server.say({ type: 'have', heads, unknown: [] });
  const segments = [new Uint8Array(500_000)];
  for (let sent = 0; sent < 20; sent++) await server.say({ type: 'segments', segments });
  expect(synced.status().state).toBe('receiving');
  for (let sent = 0; sent < 10; sent++) await server.say({ type: 'segments', segments });
  expect(synced.status().state).toBe('offline');
  synced.stop();
});

test('CO2 a clock that differs from the server is told, and a small difference is nobody to be called for', async () => {
  const { server, synced, skews } = await syncedDevice();
  await server.welcome();
  expect(skews).toHaveLength(1);
  expect(skewToFailure(90_000)).toBeUndefined();
  expect(skewToFailure(-3_600_000)?.message).toContain('60 minutes ahead of');
  expect(skewToFailure(10 * 365 * 86_400_000)?.message).toContain('10 years behind');
  synced.stop();
});

test('a device that was told never to come back tries again when a person asks', async () => {
  const { server, synced } = await syncedDevice();
  await server.say({ type: 'stop', code: 'not-admitted', message: 'Not a member.', retry: false });
  expect(synced.status().state).toBe('stopped');
  const before = server.dials();
  await synced.syncNow();
  expect(server.dials()).toBe(before + 1);
  await server.welcome();
  expect(synced.status().state).not.toBe('stopped');
  synced.stop();
});

test('what another window has sealed is not sealed for ever', async () => {
  const { ada, server, synced, heads } = await syncedDevice();
  await run(ada, 'record.create', 'record:1', { title: 'Bridge' });
  await (await openAgain(ada)).book.invite('member');
  expect(ada.book.pending()).toBe(1);
  await server.welcome();
  await synced.syncNow();
  expect(ada.book.pending()).toBe(0);
  await server.say({ type: 'have', heads, unknown: [] });
  expect(synced.status().state).toBe('sending');
  synced.stop();
});

test('who is turned away for a while is told why until it is let in, and goes on by itself', async () => {
  const { ada, server, synced, heads } = await syncedDevice();
  await run(ada, 'record.create', 'record:1', { title: 'Bridge' });
  const failure = { code: 'book-blocked', message: 'Ask them to unblock it.' };
  for (let times = 0; times < 3; times++) {
    await server.say({ type: 'stop', ...failure, retry: true });
    expect(synced.status()).toMatchObject({ state: 'turned-away', kept: 2, failure });
    const before = server.dials();
    while (server.dials() === before) await server.pass(100);
    expect(synced.status()).toMatchObject({ state: 'turned-away', kept: 2, failure });
  }
  await server.welcome();
  await server.say({ type: 'have', heads, unknown: [] });
  expect(synced.status().state).toBe('sending');
  await server.say({ type: 'stop', code: 'going-away', message: 'Bye.', retry: true });
  expect(synced.status()).toMatchObject({ state: 'offline', kept: 1 });
  synced.stop();
});
