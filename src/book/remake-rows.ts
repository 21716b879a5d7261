import { activityRows } from '../projections/activity.ts';
import { PROJECTIONS, type ProjectionName } from '../projections/rows-of.ts';
import type { Writing } from '../kernel/store.ts';
import { isMember } from '../log/membership.ts';
import { allSegments } from './all-segments.ts';
import { writeIfCurrent } from './current.ts';
import { versionsOf, type Engine } from './engine.ts';
import { loadAggregates } from './load.ts';
import { putActivity } from './activity-pages.ts';
import { eventsOfAll, pendingToEvents } from './segments.ts';
import type { Tables } from './tables.ts';
import { joinRows, putRows, ROW_TABLES, rowsOf } from './write-aggregates.ts';

/** Streams read between two writes. */
const PAGE = 500;

/**
 * Makes the rows of some projections again, and touches no others: from the streams, whose states stand, and those of
 * the feed, which come from events, from the segments.
 */
export const remakeRows = (
  engine: Engine,
  names: readonly ProjectionName[],
  onProgress: (done: number) => void,
): Promise<void> =>
  engine.exclusive(async () => {
    await write(engine, names, async (tx) => {
      for (const table of tablesOf(names)) await tx.clear(table);
      for (const name of names) await clearConflicts(tx, name);
    });
    for (const [i, name] of names.entries()) {
      const share = (done: number) => onProgress((i + done) / names.length);
      if (name === 'activity') await remakeActivity(engine, share);
      else await remakeFromStreams(engine, name, share);
      share(1);
    }
    await write(engine, [], (tx) => tx.put('meta', [{ key: 'versions', value: versionsOf(engine) }]));
  });

const tablesOf = (names: readonly ProjectionName[]) => names.flatMap((name) => PROJECTIONS[name].tables);

/** An id begins with its aggregate's. */
const clearConflicts = async (tx: Writing<Tables>, type: string): Promise<void> => {
  const conflicts = await tx.range('conflicts', { from: `${type}:`, to: `${type};` });
  await tx.delete(
    'conflicts',
    conflicts.map((row) => row.id),
  );
};

/** Writes, where another window was quicker once more. */
const write = async (
  engine: Engine,
  names: readonly ProjectionName[],
  body: (tx: Writing<Tables>) => Promise<void>,
): Promise<void> => {
  const tables = ['conflicts' as const, ...tablesOf(names)];
  while (!(await writeIfCurrent(engine, tables, engine.cached.tip, body)));
};

const remakeFromStreams = async (
  engine: Engine,
  type: Exclude<ProjectionName, 'activity'>,
  onProgress: (done: number) => void,
): Promise<void> => {
  const { store } = engine.ports;
  const total = await store.read(['streams'], (tx) => tx.count('streams'));
  let [after, done] = [`${type}:`, 0];
  for (;;) {
    const page = await store.read(['streams'], (tx) =>
      tx.range('streams', { from: after, fromOpen: true, to: `${type};`, limit: PAGE }),
    );
    if (page.length === 0) return;
    const ids = page.map((row) => row.aggregate);
    let written = false;
    while (!written) {
      const aggregates = [...(await loadAggregates(engine, ids)).values()];
      const rows = joinRows(aggregates.map(rowsOf));
      written = await writeIfCurrent(engine, ROW_TABLES, engine.cached.tip, (tx) => putRows(tx, rows));
    }
    after = ids.at(-1)!;
    done += ids.length;
    onProgress(Math.min(1, done / total));
  }
};

const remakeActivity = async (engine: Engine, onProgress: (done: number) => void): Promise<void> => {
  await write(engine, ['activity'], (tx) => tx.clear('activity'));
  for await (const { segments, done } of allSegments(engine)) {
    const { events } = await eventsOfAll(
      engine,
      segments.filter(({ header }) => isMember(engine.cached.membership, header.device)),
    );
    await write(engine, ['activity'], (tx) =>
      putActivity(tx, activityRows(events), engine.ports.crypto.sha256),
    );
    onProgress(done);
  }
  const pending = await engine.ports.store.read(['pending'], (tx) => tx.range('pending'));
  const events = pending.flatMap((row) => pendingToEvents(engine, row));
  await write(engine, ['activity'], (tx) =>
    putActivity(tx, activityRows(events), engine.ports.crypto.sha256),
  );
};
