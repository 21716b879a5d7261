/** Nodes that write to one store at once, each with its own view of the book in memory. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openBookLog, type BookLog } from '../../sync-server/book/book-log.ts';
import { noneHeld } from '../../sync-server/book/waiting.ts';
import { openSqliteStore } from '../../sync-server/sqlite/store.ts';
import type { Store } from '../../sync-server/store.ts';
import { systemTurns } from '../../sync-server/turns.ts';
import type { SegmentHash } from '../../src/kernel/ids.ts';
import { createLogBuilder, type Writer } from '../support/log-builder.ts';
import { temporaryFolder } from '../support/run-server.ts';

const builder = await createLogBuilder();

/** A founder who invites between writing, and guests who write on what they have seen. */
const world = async (): Promise<readonly Writer[]> => {
  const founder = await builder.begin();
  const guests: Writer[] = [];
  for (let nth = 0; nth < 3; nth++) {
    const guest = await builder.join(await founder.invite());
    guests.push(guest);
    await founder.write();
    await guest.write([founder.head()]);
  }
  await founder.write(guests.map((guest) => guest.head()));
  return [founder, ...guests];
};
const writers = await world();
const { book } = writers[0]!;

/** Some of a log, from where the node is thought to have it or before, reaches a node; or the node looks. */
const step = fc.record({
  node: fc.nat(1),
  writer: fc.nat(writers.length - 1),
  back: fc.nat(2),
  count: fc.nat(4),
  waits: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const SHARING: NonNullable<Store['sharing']> = {
  hear: () => undefined,
  secret: async () => new Uint8Array(32),
  revisions: async () => new Map(),
};

/** A node, and what its devices have been told of: where it tells nothing as fresh, they look for themselves. */
const openNode = async (store: Store) => {
  const log = await openBookLog(book, store, builder.crypto, systemTurns, noneHeld());
  const known = new Set<SegmentHash>();
  log.watch((heads, fresh) => {
    for (const { head } of fresh) known.add(head.hash);
    if (fresh.length > 0) return;
    for (const { device, seq } of heads) {
      const writer = writers.find((one) => one.device === device)!;
      for (const one of writer.log) if (one.head.seq <= seq) known.add(one.hash);
    }
  });
  return { log, known };
};

const membersOf = (log: BookLog): readonly string[] => Object.keys(log.membership().members).toSorted();
const headsOf = async (log: BookLog): Promise<readonly string[]> =>
  (await log.heads()).map(({ hash }) => hash).toSorted();

const deliver = async (steps: readonly Step[], logs: readonly BookLog[]): Promise<void> => {
  const sent = writers.map(() => 0);
  let together: Promise<unknown>[] = [];
  for (const { node, writer, back, count, waits } of steps) {
    const from = Math.max(0, sent[writer]! - back);
    const part = writers[writer]!.log.slice(from, from + count);
    sent[writer] = Math.max(sent[writer]!, from + part.length);
    const log = logs[node]!;
    together.push(part.length === 0 ? log.refresh() : log.take(part.map(({ bytes }) => bytes)));
    if (waits) await Promise.all(together.splice(0));
  }
  await Promise.all(together);
  // What a node had to hold back comes again, as from a device that hears what the node lacks.
  for (const { log } of writers) await logs[0]!.take(log.map(({ bytes }) => bytes));
};

test('ME1: whichever node takes what, and when, all come to the same heads and members, and tell their devices of all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
      const opened = openSqliteStore(temporaryFolder(), {
        broken: () => undefined,
        committed: () => undefined,
      });
      if (!opened.ok) throw new Error(opened.error.message);
      const store: Store = { ...opened.value, sharing: SHARING };
      try {
        const nodes = [await openNode(store), await openNode(store)];
        await deliver(
          steps,
          nodes.map(({ log }) => log),
        );
        for (const { log } of nodes) await log.refresh();
        await systemTurns.next();
        await systemTurns.next();
        const { log: fresh } = await openNode(store);
        expect(membersOf(fresh)).toHaveLength(writers.length);
        const all = writers.flatMap(({ log }) => log.map(({ hash }) => hash)).toSorted();
        for (const { log, known } of nodes) {
          expect(membersOf(log)).toEqual(membersOf(fresh));
          expect(await headsOf(log)).toEqual(await headsOf(fresh));
          expect([...known].toSorted()).toEqual(all);
        }
      } finally {
        await store.close();
      }
    }),
    { numRuns: 40 },
  );
});
