import { pino } from 'pino';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import { openDatabase } from '../../sync-server/postgres/open.ts';
import type { Store, StoredSegment } from '../../sync-server/store.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { openNode } from '../support/postgres-store.ts';
import { asAdmin, newDatabase, tryPostgres } from '../support/postgres.ts';
import { runServer } from '../support/run-server.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';

const { server, why } = await tryPostgres();
afterAll(() => server?.stop());
beforeEach(({ skip }) => skip(why !== '', why));

const BOOK = 'b'.repeat(64) as BookId;
const hashOf = (letter: string, seq: number) => `${letter}${seq}`.padEnd(64, 'f') as SegmentHash;
const segment = (letter: string, seq: number): StoredSegment => ({
  hash: hashOf(letter, seq),
  device: letter.repeat(32) as DeviceId,
  prev: seq === 1 ? '' : hashOf(letter, seq - 1),
  firstSeq: seq,
  lastSeq: seq,
  firstDepth: seq,
  lastDepth: seq,
  isControl: false,
  isVerified: true,
  bytes: new Uint8Array(10),
});
const nameOf = ({ device, lastSeq, hash }: StoredSegment) => ({ device, seq: lastSeq, hash });

/** Adds it, unless it is there: what every body of the server does. */
const addOnce = (store: Store, one: StoredSegment, first: () => Promise<void> = async () => undefined) =>
  store.write(BOOK, async (tx) => {
    const known = await tx.known([nameOf(one)]);
    if (known.length === 0) await tx.add([one]);
    await first();
    return known.length;
  });
const hashesIn = async (store: Store): Promise<readonly string[]> =>
  (await store.heads(BOOK)).map(({ hash }) => hash.replace(/f+$/, ''));

test('case 10: while a transaction commits late, no other node writes to its book, and no reader is shown more', async () => {
  const url = await newDatabase(server!.url);
  const [slow, quick, reader] = [await openNode(url), await openNode(url), await openNode(url)];
  const gate = Promise.withResolvers<void>();
  const inside = Promise.withResolvers<void>();
  const late = addOnce(slow, segment('a', 1), async () => {
    inside.resolve();
    await gate.promise;
  });
  await inside.promise;
  let isDone = false;
  const second = addOnce(quick, segment('d', 1)).then(() => (isDone = true));
  // It has come as far as it can: it waits for the lock of the book.
  await expect
    .poll(
      async () =>
        (await asAdmin(url, "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).length,
    )
    .toBeGreaterThan(0);
  expect([isDone, await hashesIn(reader)]).toEqual([false, []]);
  gate.resolve();
  await Promise.all([late, second]);
  expect(await hashesIn(reader)).toEqual(['a1', 'd1']);
});

test('case 10: where the connection is lost behind a commit, what it did is looked up and not done again', async () => {
  const url = await newDatabase(server!.url);
  const proxy = await startCuttingProxy(url);
  const store = await openNode(proxy.url);
  proxy.keepBack('COMMIT');
  expect(await addOnce(store, segment('a', 1))).toEqual({ ok: true, value: 1 });
  expect(proxy.cuts()).toBe(1);
  expect(await hashesIn(store)).toEqual(['a1']);
});

test('case 10: a server that ends a transaction is asked again, and nothing is there by half or twice', async () => {
  const url = await newDatabase(server!.url);
  const store = await openNode(url);
  let runs = 0;
  const written = await addOnce(store, segment('a', 1), async () => {
    runs++;
    if (runs > 1) return;
    await asAdmin(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'daybook' AND state = 'idle in transaction'`,
    );
  });
  expect(written).toEqual({ ok: true, value: 0 });
  expect(runs).toBe(2);
  expect(await hashesIn(store)).toEqual(['a1']);
});

test('nodes that write to the same books at once, in any order, wait for each other and never in a ring', async () => {
  const url = await newDatabase(server!.url);
  const nodes = await Promise.all([openNode(url), openNode(url), openNode(url)]);
  const books = ['1', '2', '3', '4'].map((digit) => digit.repeat(64) as BookId);
  await Promise.all(
    nodes.flatMap((node, i) =>
      Array.from({ length: 40 }, (_, nth) => {
        const one = segment('abc'[i]!, nth + 1);
        return node.write(books[(nth * (i + 1)) % books.length]!, (tx) => tx.add([one]));
      }),
    ),
  );
  const counts = await Promise.all(books.map(async (book) => (await nodes[0]!.heads(book)).length));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
});

test('several nodes that start at once make the tables once', async () => {
  const url = await newDatabase(server!.url);
  const opened = await Promise.all([1, 2, 3].map(() => openDatabase(url)));
  expect(opened.map(({ ok }) => ok)).toEqual([true, true, true]);
  for (const one of opened) if (one.ok) await one.value.close();
});

test('a database that goes away is told in the log, and so is its return', async () => {
  const proxy = await startCuttingProxy(await newDatabase(server!.url));
  const lines: { readonly level: number; readonly msg: string }[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[0]) });
  const { url } = await runServer(['--data', proxy.url], { log });
  const builder = await createLogBuilder();
  const founder = await builder.begin();
  const device = await enter(url, founder, builder.crypto);
  proxy.keepBack('COMMIT');
  push(device, founder.log);
  await acknowledged(device, founder.head().hash);
  const told = lines.filter(({ msg }) => /database/.test(msg)).map(({ level, msg }) => [level, msg]);
  expect(told).toEqual([
    [40, 'The database does not answer: what is to be written waits for it.'],
    [30, 'the database answers again'],
  ]);
});
