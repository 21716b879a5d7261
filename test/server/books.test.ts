import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openOffice } from '../../sync-server/commands/books.ts';
import { openStore } from '../../sync-server/open-store.ts';
import { systemTimers } from '../../src/platform/clock.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { newDatabase, tryPostgres } from '../support/postgres.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/run-server.ts';
import { serverWithBook } from '../support/server-with-book.ts';
import { writeLarge } from '../support/write-large.ts';
import { acknowledged, claim, dial, enter, push } from '../support/sync-device.ts';

const { server: postgres, why } = await tryPostgres();
afterAll(() => postgres?.stop());

const builder = await createLogBuilder();
const { crypto } = builder;

/** Once the server has heard of what was ruled. */
const letIn = async (url: string, writer: Parameters<typeof claim>[1]) => {
  let device: Awaited<ReturnType<typeof enter>> | undefined;
  const tryOnce = async () => (device ??= await enter(url, writer, crypto).catch(() => undefined));
  await expect.poll(tryOnce, { interval: 200 }).toBeDefined();
  return device!;
};

/** What a device is told that is not let in. */
const turnedAway = async (url: string, writer: Parameters<typeof claim>[1]) => {
  const device = await dial(url);
  await claim(device, writer, crypto);
  return device.next('stop');
};

const STORES: readonly (readonly [string, () => Promise<string>, string])[] = [
  ['a data folder', async () => temporaryFolder(), ''],
  ['PostgreSQL', () => newDatabase(postgres!.url), why],
];

describe.each(STORES)('with the data in %s', (_name, newData, missing) => {
  beforeEach(({ skip }) => skip(missing !== '', missing));

  const withBook = async (...args: readonly string[]) => {
    const running = await serverWithBook(builder, await newData(), args);
    const { data, founder } = running;
    const books = (...args: readonly string[]) => runCommand('books', ...args, '--data', data);
    return { ...running, books, id: founder.book };
  };
  const blocked = expect.objectContaining({
    code: 'book-blocked',
    retry: true,
    message: expect.stringMatching(/Everything is kept on this device/),
  });

  test('the books are listed, and one of them by the beginning of its id', async () => {
    const { books, id } = await withBook();
    const line = expect.stringMatching(new RegExp(`^${id}  2 devices, 7 segments, \\d+ bytes\n$`));
    expect(await books()).toMatchObject({ code: 0, out: line });
    expect(await books('size', id.slice(0, 6))).toMatchObject({ code: 0, out: line });
    expect(await books('size', 'none')).toMatchObject({ code: 1, err: 'There is no book "none".\n' });
  });

  test('a book that is blocked tells its people so, connected or not, and goes on when it is unblocked', async () => {
    const { books, id, device, founder, guest, server } = await withBook();
    expect(await books('block', id)).toMatchObject({ code: 0 });
    expect(await device.next('stop')).toEqual(blocked);
    expect(await turnedAway(server.url, guest)).toEqual(blocked);
    expect(await books()).toMatchObject({ out: expect.stringMatching(/, blocked\n$/) });

    expect(await books('unblock', id)).toMatchObject({ code: 0 });
    const again = await letIn(server.url, founder);
    const next = await founder.write();
    push(again, [next]);
    await acknowledged(again, next.hash);
  });

  test('case 19: of a blocked book a stranger is told what it is told of an unknown one', async () => {
    const { books, id, server, device } = await withBook();
    const stranger = await builder.begin();
    const asMember = { ...stranger, book: id };
    const before = await turnedAway(server.url, asMember);
    await books('block', id);
    await device.next('stop');
    expect(await turnedAway(server.url, asMember)).toEqual(before);
    expect(before.code).toBe('not-admitted');
  });

  test('to a book that is blocked nothing is written, from the moment that it is', async () => {
    const { data, id, founder, server } = await withBook();
    await server.stop();
    const opened = await openStore(data, systemTimers, {
      broken: () => undefined,
      committed: () => undefined,
      away: () => undefined,
    });
    const office = await openOffice(data);
    if (!opened.ok || !office.ok) throw new Error('The store does not open.');
    onTestFinished(() => opened.value.close());
    onTestFinished(() => office.value.close());
    const write = () => opened.value.write(founder.book, (tx) => tx.bytes());
    expect(await write()).toMatchObject({ ok: true });
    await office.value.rule(id, { standing: 'blocked', maxDevices: 3 });
    expect(await write()).toMatchObject({ ok: false, error: { code: 'book-blocked' } });
    expect(await opened.value.rulings()).toEqual(
      new Map([[id, { standing: 'blocked', deletions: 0, maxDevices: 3 }]]),
    );
    await office.value.rule(id, { standing: 'open', maxDevices: null });
    expect(await write()).toMatchObject({ ok: true });
    expect(await opened.value.rulings()).toEqual(new Map());
    // Of a book that is not deleted nothing is taken away.
    expect(await office.value.erase(id)).toBe(false);
    expect(await opened.value.heads(id)).toHaveLength(2);
  });

  test('a deleted book is gone, stays refused, and comes back whole from a device once it is unblocked', async () => {
    const { books, id, device, founder, guest, server, data } = await withBook();
    expect(await books('delete', id)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/give its id twice/),
    });
    expect(await books('delete', id, '--confirm', id)).toMatchObject({ code: 0 });
    expect(await device.next('stop')).toMatchObject({ code: 'book-deleted', retry: true });
    expect(await turnedAway(server.url, founder)).toMatchObject({ code: 'book-deleted' });
    expect(await books()).toMatchObject({ out: `${id}  0 devices, 0 segments, 0 bytes, deleted\n` });
    expect(await runCommand('check', '--data', data)).toMatchObject({ code: 0 });

    await books('unblock', id);
    const again = await letIn(server.url, founder);
    expect(again.heads).toEqual([]);
    push(again, [...founder.log, ...guest.log]);
    await acknowledged(again, founder.head().hash, guest.head().hash);
    expect(await runCommand('check', '--data', data)).toMatchObject({ code: 0 });
  });

  test('a book that is full is refused more in words, is read as before, and goes on when its quota is raised', async () => {
    const { books, id, device: full, founder, server } = await withBook('--book-megabytes', '1');
    const large = [await writeLarge(founder), await writeLarge(founder), await writeLarge(founder)];
    const last = await founder.write();
    for (const segment of large) push(full, [segment]);
    await acknowledged(full, large[2]!.hash);
    push(full, [last]);
    expect(await full.next('refused')).toMatchObject({
      segment: last.hash,
      code: 'book-full',
      message: expect.stringMatching(/the 1 MB .* kept here/),
    });
    const reader = await enter(server.url, founder, crypto);
    reader.send({ type: 'have', heads: [], unknown: [] });
    expect((await reader.next('segments')).segments.length).toBeGreaterThan(0);

    await books('quota', id, '--megabytes', '2');
    expect(await books('size', id)).toMatchObject({ out: expect.stringMatching(/at most 2 MB/) });
    expect(await full.next('stop')).toMatchObject({ code: 'room-again', retry: true });
    const again = await enter(server.url, founder, crypto);
    push(again, [last]);
    await acknowledged(again, last.hash);
  });

  test('a device too many is told so, and let in when the book may have more', async () => {
    const { books, id, founder, server, device } = await withBook('--book-devices', '2');
    const invited = await founder.invite();
    const third = await builder.join(invited);
    expect(await turnedAway(server.url, third)).toMatchObject({
      code: 'devices-full',
      retry: true,
      message: expect.stringMatching(/the 2 devices/),
    });
    // Who is in stays in.
    const next = await founder.write();
    push(device, [invited.segment, next]);
    await acknowledged(device, next.hash);
    await books('quota', id, '--devices', '3');
    await letIn(server.url, third);
  });

  test('a device is not let in with more others in its proof than the book may have, and changes nothing', async () => {
    const { books, id, founder, server } = await withBook('--book-devices', '3');
    const third = await builder.join(await founder.invite());
    const fourth = await builder.join(await third.invite());
    expect(await turnedAway(server.url, fourth)).toMatchObject({ code: 'devices-full', retry: true });
    expect(await books('size', id)).toMatchObject({ out: expect.stringMatching(/ 2 devices,/) });
    await letIn(server.url, third);
  });
});

test('a quota that is no number, and a book that is named by half its id to be deleted, change nothing', async () => {
  const { data, founder } = await serverWithBook(builder);
  const half = founder.book.slice(0, 20);
  const books = (...args: readonly string[]) => runCommand('books', ...args, '--data', data);
  expect(await books('quota', half, '--devices', '0')).toMatchObject({ code: 1 });
  expect(await books('quota', half)).toMatchObject({ code: 1 });
  expect(await books('delete', half, '--confirm', half)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/whole id/),
  });
  expect(await books('list')).toMatchObject({ out: expect.stringMatching(/7 segments, \d+ bytes\n$/) });
});
