import type { Event } from '../events/event.ts';
import type { AsideRow } from '../log/rows.ts';
import { activityRows } from '../projections/activity.ts';
import { writeIfCurrent } from './current.ts';
import { versionsOf, type Engine } from './engine.ts';
import { foldEvents } from './fold-events.ts';
import { leftOutNotices } from './left-out.ts';
import { putNotices } from './notices.ts';
import { putActivity } from './activity-pages.ts';
import { newlyQuarantined } from './quarantine.ts';
import { markAside } from './rebuild.ts';
import { openStored, pendingToEvents, storedSegment } from './segments.ts';
import type { Versions } from './versions.ts';
import { AGGREGATE_TABLES, writeFolding } from './write-aggregates.ts';

/** Bytes of segments that are opened at once. */
const MOST = 24 * 1024 * 1024;

/**
 * Folds what was aside and is understood now, as late arrivals (FO1); it opens no other segment, but where a stream has
 * to be folded again. All in one piece: such a fold takes in whatever is understood of its segments, so that all that
 * is new in them must come with it. Answers false where that is too much: then a rebuild does it turn by turn.
 */
export const foldAside = async (engine: Engine, made: Versions): Promise<boolean> => {
  for (;;) {
    const done = await engine.exclusive(() => tryFoldAside(engine, made));
    if (done !== 'stale') return done;
  }
};

const tryFoldAside = async (engine: Engine, made: Versions): Promise<boolean | 'stale'> => {
  const { asides, pending } = await engine.ports.store.read(['aside', 'pending'], async (tx) => ({
    asides: await tx.range('aside'),
    pending: (await tx.range('pending')).filter((row) => row.aside),
  }));
  if (asides.reduce((sum, row) => sum + row.size, 0) > MOST) return false;
  const opened = await Promise.all(asides.map((row) => openAside(engine, row)));
  const ofPending = pending.map((row) => pendingToEvents(engine, row));
  const events = [...opened.flatMap((one) => one.events), ...ofPending.flat()];
  const folding = await foldEvents(engine, events);
  const written = await writeIfCurrent(
    engine,
    ['aside', 'pending', 'activity', ...AGGREGATE_TABLES],
    engine.cached.tip,
    async (tx) => {
      await tx.clear('aside');
      await tx.put(
        'aside',
        opened.flatMap(({ rest }) => (rest ? [rest] : [])),
      );
      await tx.put(
        'pending',
        pending.map((row, i) => markAside(row, ofPending[i]!.length === 0)),
      );
      await putActivity(tx, activityRows(events), engine.ports.crypto.sha256);
      const { aggregates } = await writeFolding(tx, folding);
      await putNotices(tx, await leftOutNotices(tx, newlyQuarantined(folding.before, aggregates), []));
      // Rows for reading are not made again by this.
      const { projections } = made;
      await tx.put('meta', [{ key: 'versions', value: { ...versionsOf(engine), projections } }]);
    },
  );
  if (!written) return 'stale';
  engine.aggregates.clear();
  return true;
};

/** The events of an aside segment that are understood now, and what stays aside. */
const openAside = async (
  engine: Engine,
  row: AsideRow,
): Promise<{ readonly events: readonly Event[]; readonly rest: AsideRow | undefined }> => {
  const segment = await storedSegment(engine, row.hash);
  if (!segment) return { events: [], rest: row };
  const { events, aside } = await openStored(engine, segment);
  return {
    events: row.seqs ? events.filter((event) => row.seqs!.includes(event.place.seq)) : events,
    rest: aside && { hash: row.hash, size: row.size, ...aside },
  };
};
