/** What another node has written, as this one comes to read and to tell it. */
import { expect, onTestFinished, test } from 'vitest';
import { openBookLog, type BookLog } from '../../sync-server/book/book-log.ts';
import { createBooks } from '../../sync-server/book/books.ts';
import { noneHeld } from '../../sync-server/book/waiting.ts';
import { openSqliteStore } from '../../sync-server/sqlite/store.ts';
import type { Store } from '../../sync-server/store.ts';
import { systemTurns } from '../../sync-server/turns.ts';
import type { SegmentHash } from '../../src/kernel/ids.ts';
import type { Outgoing } from '../../src/sync/log-port.ts';
import { createLogBuilder, type Writer } from '../support/log-builder.ts';
import { temporaryFolder } from '../support/run-server.ts';

const builder = await createLogBuilder();

const SHARING: NonNullable<Store['sharing']> = {
  hear: () => undefined,
  secret: async () => new Uint8Array(32),
  revisions: async () => new Map(),
};

/** One store with a book of a founder's, as a node that is looked at has it, and another that writes. */
const twoNodes = async () => {
  const opened = openSqliteStore(temporaryFolder(), { broken: () => undefined, committed: () => undefined });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  onTestFinished(() => store.close());
  const founder = await builder.begin();
  const asked: string[] = [];
  const failing = new Set<string>();
  /** What is waited for, by name. */
  const gates = new Map<string, Promise<void>>();
  const answer = async <T>(what: string, read: () => Promise<T>): Promise<T> => {
    asked.push(what);
    if (failing.has(what)) throw new Error(`No ${what} now.`);
    return read();
  };
  const shared: Store = {
    ...store,
    sharing: SHARING,
    heads: (book) =>
      answer('heads', async () => {
        const heads = await store.heads(book);
        await gates.get('read heads');
        return heads;
      }),
    page: (book, parts, budget) => answer('page', () => store.page(book, parts, budget)),
    controls: (book) => answer('controls', () => store.controls(book)),
    write: (book, body) =>
      answer('write', async () => {
        await gates.get('write');
        return store.write(book, body);
      }),
  };
  const open = (of: Store): Promise<BookLog> =>
    openBookLog(founder.book, of, builder.crypto, systemTurns, noneHeld());
  const other = await open(store);
  await take(other, founder);
  const here = await open(shared);
  const told: { readonly heads: readonly SegmentHash[]; readonly fresh: readonly SegmentHash[] }[] = [];
  const names = (list: readonly { readonly hash: SegmentHash }[]) => list.map(({ hash }) => hash);
  const freshNames = (fresh: readonly Outgoing[]) => names(fresh.map(({ head }) => head));
  here.watch((heads, fresh) => void told.push({ heads: names(heads), fresh: freshNames(fresh) }));
  asked.length = 0;
  return { founder, here, other, shared, asked, failing, gates, told };
};

const take = async (log: BookLog, { log: segments }: Writer): Promise<void> => {
  expect(await log.take(segments.map(({ bytes }) => bytes))).toMatchObject({ ok: true });
};

test('what another node wrote is read once, no more than that, and told as fresh', async () => {
  const { founder, here, other, asked, told } = await twoNodes();
  const [first, second] = [await founder.write(), await founder.write()];
  await take(other, founder);
  expect(await here.refresh()).toBe(true);
  await expect.poll(() => told.length).toBe(1);
  expect(told).toEqual([{ heads: [second.hash], fresh: [first.hash, second.hash] }]);
  expect(asked).toEqual(['heads', 'page']);
  expect(await here.refresh()).toBe(true);
  expect(asked).toEqual(['heads', 'page', 'heads']);
});

test('ME1: a member that another node took counts once what it wrote is read', async () => {
  const { founder, here, other, asked, told } = await twoNodes();
  const guest = await builder.join(await founder.invite());
  await take(other, founder);
  await take(other, guest);
  await here.refresh();
  await expect.poll(() => told.length).toBe(1);
  expect(Object.keys(here.membership().members).sort()).toEqual([founder.device, guest.device].sort());
  expect(asked).not.toContain('controls');
});

test.each([
  ['beside something', true],
  ['beside nothing', false],
])(
  'ME1: what this node takes on top of what another has just written, %s else, counts with that in order',
  async (_, isBeside) => {
    const { founder, here, other, told } = await twoNodes();
    const [guest, third] = [
      await builder.join(await founder.invite()),
      await builder.join(await founder.invite()),
    ];
    const later = await founder.write();
    const [first, second] = founder.log.slice(-3, -1);
    await other.take([first!.bytes, second!.bytes]);
    if (isBeside) await take(other, third);
    const own = [later, ...guest.log];
    expect(await here.take(own.map(({ bytes }) => bytes))).toMatchObject({ ok: true });
    if (!isBeside) await here.take(third.log.map(({ bytes }) => bytes));
    const members = [founder, guest, third].map(({ device }) => device).sort();
    expect(Object.keys(here.membership().members).sort()).toEqual(members);
    const all = [first!, second!, ...own, ...third.log].map(({ hash }) => hash);
    await expect.poll(() => told.flatMap(({ fresh }) => fresh).toSorted()).toEqual(all.toSorted());
  },
);

test('FK1: where another node took a fork nothing is told as fresh, so that each session looks for itself', async () => {
  const { founder, here, other, told } = await twoNodes();
  const copy = founder.clone();
  const [one, two] = [await founder.write(), await copy.write()];
  await take(other, founder);
  await take(other, copy);
  await here.refresh();
  await expect.poll(() => told.length).toBe(1);
  expect(told[0]!.fresh).toEqual([]);
  expect([...told[0]!.heads].sort()).toEqual([one.hash, two.hash].sort());
});

test('what could not be read is told of all the same, and read at the next look', async () => {
  const { founder, here, other, failing, told } = await twoNodes();
  const guest = await builder.join(await founder.invite());
  await take(other, founder);
  await take(other, guest);
  failing.add('page');
  await expect(here.refresh()).rejects.toThrow('No page now.');
  await expect.poll(() => told.length).toBe(1);
  expect(told[0]).toMatchObject({ fresh: [], heads: expect.arrayContaining([guest.head().hash]) });
  expect(Object.keys(here.membership().members)).toEqual([founder.device]);
  failing.clear();
  await here.refresh();
  expect(Object.keys(here.membership().members)).toHaveLength(2);
});

test.each(['before', 'after'])(
  'heads that were read while this node wrote, which had begun %s, do not take the place of what it answered',
  async (when) => {
    const { founder, here, asked, gates } = await twoNodes();
    const [reading, writing] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    gates.set('read heads', reading.promise).set('write', writing.promise);
    const later = await founder.write();
    const write = async (): Promise<{ readonly answer: Promise<void> }> => {
      const answer = take(here, founder);
      await expect.poll(() => asked).toContain('write');
      return { answer };
    };
    const first = when === 'before' ? await write() : undefined;
    const looking = here.refresh();
    await expect.poll(() => asked.length).toBe(first ? 2 : 1);
    const { answer } = first ?? (await write());
    writing.resolve();
    await answer;
    reading.resolve();
    await looking;
    expect((await here.heads()).map(({ hash }) => hash)).toEqual([later.hash]);
  },
);

test('a look that fails is made again, also if nothing has been written since', async () => {
  const { founder, shared, other, failing } = await twoNodes();
  const looks: (() => void)[] = [];
  const after = (_: number, task: () => void) => {
    looks.push(task);
    return () => undefined;
  };
  let revision = 1;
  const revisions = async () => new Map([[founder.book, revision]]);
  const store = { ...shared, sharing: { ...SHARING, revisions } };
  const books = createBooks(store, builder.crypto, systemTurns, { after });
  const log = await books.open(founder.book);
  const next = await founder.write();
  await take(other, founder);
  revision++;
  failing.add('heads').add('write');
  looks.shift()!();
  await expect.poll(() => looks.length).toBe(1);
  failing.clear();
  looks.shift()!();
  await expect.poll(async () => (await log.heads()).map(({ hash }) => hash)).toEqual([next.hash]);
});
