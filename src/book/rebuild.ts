import type { Aggregate } from '../aggregates/aggregate.ts';
import { assert } from '../kernel/result.ts';
import { NOBODY } from '../log/membership.ts';
import { withControls } from '../log/roll.ts';
import type { PendingRow } from '../log/rows.ts';
import { activityRows } from '../projections/activity.ts';
import { allSegments } from './all-segments.ts';
import { refresh, writeIfCurrent } from './current.ts';
import { versionsOf, type Engine } from './engine.ts';
import { foldEvents } from './fold-events.ts';
import { eventsOfAll, pendingToEvents, type OpenedAll } from './segments.ts';
import type { TableName } from './tables.ts';
import { leftOutNotices } from './left-out.ts';
import { putNotices } from './notices.ts';
import { compareLists, readLists, type Rebuilt } from './rebuilt.ts';
import { putActivity } from './activity-pages.ts';
import { createSieve } from './unseen-logs.ts';
import { AGGREGATE_TABLES, writeFolding } from './write-aggregates.ts';
import { isEnrolledIn } from './roots.ts';

const DERIVED: readonly TableName[] = ['activity', 'aside', ...AGGREGATE_TABLES];

/**
 * Drops all that is derived and makes it again from the segments and what is pending. A mark stays in the database
 * until it is done: other windows wait for it, and one that is cut off is begun again by whoever waits or starts next.
 * Only one window may do it at a time (`alone`).
 */
export const rebuild = (engine: Engine, onProgress: (done: number) => void): Promise<void> =>
  making(engine, () => makeAnew(engine, onProgress));

/** The same, for a person who has asked for it: tells what the lists hold, and whether that is what they held. */
export const rebuildAndCompare = (engine: Engine, onProgress: (done: number) => void): Promise<Rebuilt> =>
  making(engine, async () => {
    const before = await readLists(engine.ports.store);
    await makeAnew(engine, onProgress);
    return compareLists(before, await readLists(engine.ports.store));
  });

const making = <T>(engine: Engine, make: () => Promise<T>): Promise<T> =>
  engine.exclusive(async () => {
    engine.cached.isMaking = true;
    try {
      return await make();
    } finally {
      engine.cached.isMaking = false;
    }
  });

const makeAnew = async (engine: Engine, onProgress: (done: number) => void): Promise<void> => {
  const before = await leftOut(engine);
  while (!(await drop(engine)));
  engine.aggregates.clear();
  let membership = NOBODY;
  const sieve = createSieve(engine);
  const isEnrolled = isEnrolledIn(engine, []);
  for await (const { segments, done } of allSegments(engine)) {
    const controls = segments.filter(({ header }) => header.kind === 'control');
    membership = await withControls(
      membership,
      controls,
      engine.identity.book,
      isEnrolled,
      engine.ports.crypto,
    );
    await foldTurn(engine, await eventsOfAll(engine, await sieve(membership, segments)));
    onProgress(done);
  }
  const pending = await engine.ports.store.read(['pending'], (tx) => tx.range('pending'));
  const events = pending.map((row) => pendingToEvents(engine, row));
  await foldTurn(engine, { events: events.flat(), asides: [] });
  const after = await leftOut(engine);
  const known = new Set(before.quarantined.map((row) => row.id));
  const quarantined = after.quarantined.filter((row) => !known.has(row.id));
  const asides = before.asides.length === 0 ? after.asides : [];
  const done = await writeIfCurrent(engine, ['pending', ...DERIVED], engine.cached.tip, async (tx) => {
    await putNotices(tx, await leftOutNotices(tx, quarantined, asides));
    await tx.put(
      'pending',
      pending.map((row, i) => markAside(row, events[i]!.length === 0)),
    );
    await tx.put('meta', [
      { key: 'membership', value: membership },
      { key: 'versions', value: versionsOf(engine) },
    ]);
    await tx.delete('meta', ['rebuilding']);
  });
  assert(done, 'no other window writes during a rebuild, or the mark stays and it is done again');
  await refresh(engine);
};

/** People are told of what was not left out before. */
const leftOut = ({ ports }: Engine) =>
  ports.store.read(['quarantine', 'aside'], async (tx) => ({
    quarantined: await tx.range('quarantine'),
    asides: await tx.range('aside'),
  }));

const drop = (engine: Engine): Promise<boolean> =>
  writeIfCurrent(engine, DERIVED, engine.cached.tip, async (tx) => {
    for (const table of DERIVED) await tx.clear(table);
    await tx.put('meta', [{ key: 'rebuilding', value: true }]);
  });

export const markAside = ({ aside: _, ...row }: PendingRow, isAside: boolean): PendingRow =>
  isAside ? { ...row, aside: true } : row;

const foldTurn = async (engine: Engine, { events, asides }: OpenedAll): Promise<void> => {
  const { size } = engine.suspects;
  const folding = await foldEvents(engine, events);
  let aggregates: readonly Aggregate[] = [];
  const written = await writeIfCurrent(engine, DERIVED, engine.cached.tip, async (tx) => {
    await tx.put('aside', asides);
    await putActivity(tx, activityRows(events), engine.ports.crypto.sha256);
    ({ aggregates } = await writeFolding(tx, folding));
  });
  if (!written && engine.suspects.size > size) return foldTurn(engine, { events, asides });
  assert(written, 'no other window writes during a rebuild, or the mark stays and it is done again');
  for (const aggregate of aggregates) engine.aggregates.set(aggregate.row.aggregate, aggregate);
};
