/** What a book may send in all, by plain requests. */
import { expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { beginPush, queuedBytes } from '../support/raw-request.ts';
import { serverWithAsker, toRun } from '../support/requests.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

/** A server whose time stands still, and a book that has sent so many bytes at ten thousand that it may. */
const havingSent = async (bytes: number) => {
  const now = Date.now();
  const clock = { ...systemClock, now: () => now };
  const { asks, founder } = await serverWithAsker(builder, ['--book-kilobytes-a-second', '1'], { clock });
  for (let sent = toRun(founder.log).length; sent < bytes;) {
    const segment = await founder.write();
    sent += toRun([segment]).length;
  }
  expect((await asks('push', toRun(founder.log.slice(1)))).status).toBe(200);
  return { asks, founder };
};

test('a book that has sent more than its rate is told when to come again, its bytes are not read, and it may be read', async () => {
  const { asks, founder } = await havingSent(14_000);
  const { status, headers, said } = await asks('push', toRun(founder.log));
  expect([status, said.code]).toEqual([429, 'too-many']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(3);
  expect((await asks('pull', {})).segments).toHaveLength(founder.log.length);
});

test('a book that has sent far more than its rate is told so in words', async () => {
  const { asks, founder } = await havingSent(21_000);
  const { status, said } = await asks('push', toRun(founder.log));
  expect([status, said.code]).toEqual([429, 'book-rate']);
});

/** A book that may send so many kilobytes a second, at a server whose time stands still, with a push that has begun. */
const atRate = async (kilobytes: number, bytes: number) => {
  const now = Date.now();
  const clock = { ...systemClock, now: () => now };
  const served = await serverWithAsker(builder, ['--book-kilobytes-a-second', String(kilobytes)], { clock });
  const begun = await beginPush(served.url, served.founder, crypto, bytes);
  await expect.poll(() => queuedBytes(served.url)).toBeGreaterThan(bytes - 1);
  return { ...served, begun };
};

test('a push that is broken off costs its book nothing but what has come of it', async () => {
  const { url, founder, begun } = await atRate(100, 100);
  begun.socket.destroy();
  await expect.poll(() => queuedBytes(url)).toBe(0);
  const device = await enter(url, founder, crypto);
  const segment = await founder.write();
  push(device, [segment]);
  await acknowledged(device, segment.hash);
});

test('what has come of a push that is broken off counts against the rate of its book', async () => {
  const { url, founder, asks, begun } = await atRate(1, 25_000);
  begun.socket.destroy();
  await expect.poll(() => queuedBytes(url)).toBe(0);
  expect((await asks('push', toRun(founder.log))).said.code).toBe('book-rate');
});

test('pushes that began together do not get a book beyond its rate: the first is read on, the others are told to wait', async () => {
  const { url, founder, begun } = await atRate(1, 100);
  const second = await beginPush(url, founder, crypto, 15_000);
  await expect.poll(() => queuedBytes(url)).toBe(15_100);
  second.socket.write(Buffer.alloc(100));
  expect(await second.answer).toMatch(/retry-after: \d+[^]*too-many/);
  begun.socket.write(Buffer.alloc(200));
  await expect.poll(() => queuedBytes(url)).toBe(300);
});
