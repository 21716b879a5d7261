import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import type { Timers } from '../../src/kernel/ports.ts';
import { fail, ok } from '../../src/kernel/result.ts';
import type { BookId } from '../../src/kernel/ids.ts';
import { TRY_EVERY, watchRoom } from '../../sync-server/room.ts';
import type { Store } from '../../sync-server/store.ts';
import { systemTimers } from '../../src/platform/clock.ts';
import { databaseOnDisk } from '../support/database-on-disk.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { tryPostgres } from '../support/postgres.ts';
import { runCommand } from '../support/run-command.ts';
import { runServer, spawnServer, temporaryFolder } from '../support/run-server.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';

const { server: postgres, why } = await tryPostgres();
afterAll(() => postgres?.stop());

const builder = await createLogBuilder();
const { crypto } = builder;

/** Real timers but for the tries, which happen when a test says so. */
const heldTries = () => {
  const tries: (() => void)[] = [];
  const timers: Timers = {
    after: (milliseconds, task) => {
      if (milliseconds !== TRY_EVERY) return systemTimers.after(milliseconds, task);
      tries.push(task);
      return () => undefined;
    },
  };
  return { timers, tries };
};

const PLACES: readonly (readonly [string, number, (folder: string) => Promise<string | undefined>])[] = [
  ['a data folder', 4, async (folder) => folder],
  ['PostgreSQL', 24, async (folder) => postgres && databaseOnDisk(postgres.url, folder)],
];

test.for(PLACES)(
  'case 2: a disk of %s that is really full stops writes with words, reading goes on, and it ends by itself',
  async ([, megabytes, newData], context) => {
    const disk = mountSmallDisk(megabytes);
    if (!disk) return context.skip('this user may not mount a file system');
    const data = await newData(disk.folder);
    if (!data) return context.skip(why || 'the PostgreSQL is not on this machine');
    const { timers, tries } = heldTries();
    const { url, stop } = await runServer(['--data', data], { timers });
    const founder = await builder.begin();
    const writer = await enter(url, founder, crypto);
    const stored = founder.log.slice();
    push(writer, stored);
    await acknowledged(writer, founder.head().hash);

    disk.fill(8192);
    const late = await founder.writeMany(60);
    push(writer, late);
    expect(await writer.next('refused')).toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('kept here'),
    });
    const ready = await fetch(`${url}/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { status: 'disk-full' }]);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('daybook_disk_full 1');

    const reader = await enter(url, founder, crypto);
    expect(reader.heads).toMatchObject([{ hash: stored.at(-1)!.hash }]);
    reader.send({ type: 'have', heads: [], unknown: [] });
    expect((await reader.next('segments')).segments).toHaveLength(stored.length);

    const isStillFull = async (): Promise<void> => {
      const tried = tries.length;
      tries.at(-1)!();
      await expect.poll(() => tries.length).toBeGreaterThan(tried);
    };
    await isStillFull();
    // Room for some rows is none yet: with the next it would be gone, and all devices would have been told.
    disk.empty();
    disk.fill(65_536);
    await isStillFull();
    disk.empty();
    tries.at(-1)!();
    expect(await writer.next('stop')).toMatchObject({ code: 'room-again', retry: true });
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    const again = await enter(url, founder, crypto);
    push(again, late);
    await acknowledged(again, founder.head().hash);
    await stop();
    expect(await runCommand('check', '--data', data)).toMatchObject({ code: 0 });
  },
);

test('case 2: while the disk is full the store is not asked, and who was refused is told once when there is room', async () => {
  const { timers, tries } = heldTries();
  const said: string[] = [];
  let [isFull, asked] = [true, 0];
  const store = {
    write: async () => (asked++, isFull ? fail('disk-full', 'full') : ok('written')),
    hasRoom: async () => !isFull,
  } as unknown as Store;
  const say = (line: string): void => void said.push(line);
  const log = { info: say, error: say } as unknown as Parameters<typeof watchRoom>[1]['log'];
  const room = watchRoom(store, { clock: { now: () => 7, offset: () => 0 }, timers, log });
  const write = () => room.store.write('b' as BookId, async () => 'written');
  const told: string[] = [];

  expect((await Promise.all([write(), write()])).map((one) => one.ok)).toEqual([false, false]);
  const asking = asked;
  expect(await write()).toMatchObject({ error: { code: 'disk-full' } });
  expect([asked, room.fullSince(), said.length, tries.length]).toEqual([asking, 7, 1, 1]);
  room.whenRoom(() => told.push('one'));
  room.whenRoom(() => told.push('two'))();
  isFull = false;
  tries[0]!();
  await expect.poll(() => told).toEqual(['one']);
  expect(room.fullSince()).toBeUndefined();
  expect(await write()).toEqual({ ok: true, value: 'written' });
});

test('case 11: a write that the system fails ends the process, and all that was acknowledged is there', async () => {
  const data = temporaryFolder();
  const { url, child, ended, lines } = await spawnServer(['--data', data]);
  const founder = await builder.begin();
  const device = await enter(url!, founder, crypto);
  push(device, founder.log);
  await acknowledged(device, founder.head().hash);
  // From here on the kernel refuses to let any file of the process grow: EFBIG, an I/O error to SQLite.
  const limited = spawnSync('prlimit', ['--pid', String(child.pid), '--fsize=16384']);
  expect(limited.status).toBe(0);
  let acked = founder.head().seq;
  for (const segment of await founder.writeMany(100)) push(device, [segment]);
  for (;;) {
    const have = await device.next('have').catch(() => undefined);
    if (!have) break;
    acked = Math.max(acked, ...have.heads.map((head) => head.seq));
  }
  expect(await ended()).toBe(1);
  expect(lines.at(-1)).toMatchObject({ level: 50, msg: expect.stringContaining('nothing may go on') });
  const { heads } = await enter((await runServer(['--data', data])).url, founder, crypto);
  expect(Math.max(...heads.map((head) => head.seq))).toBeGreaterThanOrEqual(acked);
});
