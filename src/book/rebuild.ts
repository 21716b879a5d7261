import type { Aggregate } from '../aggregates/aggregate.ts';
import type { Head } from '../clock/head.ts';
import type { Event } from '../events/event.ts';
import { assert } from '../kernel/result.ts';
import { NOBODY } from '../log/membership.ts';
import { withControls } from '../log/roll.ts';
import { parseSegment, type Segment } from '../log/segment.ts';
import { activityRows } from '../projections/activity.ts';
import type { Outgoing } from '../sync/log-port.ts';
import { collectMissing } from './collect.ts';
import { refresh, writeIfCurrent, type Engine } from './engine.ts';
import { foldEvents } from './fold-events.ts';
import { eventsOfAll, pendingToEvents } from './segments.ts';
import type { TableName } from './tables.ts';
import { putActivity } from './put-activity.ts';
import { createSieve } from './unseen-logs.ts';
import { AGGREGATE_TABLES, writeFolding } from './write-aggregates.ts';

const DERIVED: readonly TableName[] = ['activity', ...AGGREGATE_TABLES];
/** Bytes of segments folded between two writes. */
const TURN = 24 * 1024 * 1024;

/**
 * Drops all that is derived and makes it again from the segments and what is pending. A mark stays in the database
 * until it is done, so that a rebuild which was cut off is begun again at the next start.
 */
export const rebuild = (engine: Engine, onProgress: (done: number) => void): Promise<void> =>
  engine.exclusive(async () => {
    while (!(await drop(engine)));
    engine.aggregates.clear();
    let there: readonly Head[] = [];
    let membership = NOBODY;
    const sieve = createSieve(engine);
    const total = engine.cached.heads.reduce((sum, head) => sum + head.seq, 0);
    for (;;) {
      const { segments, more } = await collectMissing(engine, {
        after: there,
        unknownThere: [],
        budget: TURN,
      });
      const parsed = segments.map((outgoing) => toSegment(engine, outgoing));
      const controls = parsed.filter(({ header }) => header.kind === 'control');
      membership = await withControls(membership, controls, engine.identity.book, engine.ports.crypto);
      await foldTurn(engine, await eventsOfAll(engine, await sieve(membership, parsed)));
      there = advance(there, segments);
      onProgress(total === 0 ? 1 : there.reduce((sum, head) => sum + head.seq, 0) / total);
      if (!more) break;
    }
    const pending = await engine.ports.store.read(['pending'], (tx) => tx.range('pending'));
    await foldTurn(
      engine,
      pending.flatMap((row) => pendingToEvents(engine, row)),
    );
    const done = await writeIfCurrent(engine, [], engine.cached.tip, async (tx) => {
      await tx.put('meta', [{ key: 'membership', value: membership }]);
      await tx.delete('meta', ['rebuilding']);
    });
    assert(done, 'no other window writes during a rebuild, or the mark stays and it is done again');
    await refresh(engine);
  });

const drop = (engine: Engine): Promise<boolean> =>
  writeIfCurrent(engine, DERIVED, engine.cached.tip, async (tx) => {
    for (const table of DERIVED) await tx.clear(table);
    await tx.put('meta', [{ key: 'rebuilding', value: true }]);
  });

const toSegment = (engine: Engine, { bytes }: Outgoing): Segment => {
  const parsed = parseSegment(bytes, engine.ports.crypto.sha256);
  assert(parsed.ok, 'a stored segment can be read');
  return parsed.value;
};

const foldTurn = async (engine: Engine, events: readonly Event[]): Promise<void> => {
  const folding = await foldEvents(engine, events);
  let aggregates: readonly Aggregate[] = [];
  const written = await writeIfCurrent(engine, DERIVED, engine.cached.tip, async (tx) => {
    await putActivity(tx, activityRows(events));
    ({ aggregates } = await writeFolding(tx, folding));
  });
  assert(written, 'no other window writes during a rebuild, or the mark stays and it is done again');
  for (const aggregate of aggregates) engine.aggregates.set(aggregate.row.aggregate, aggregate);
};

const advance = (heads: readonly Head[], segments: readonly Outgoing[]): readonly Head[] => {
  const byHash = new Map(heads.map((head) => [head.hash, head]));
  for (const { head, prev } of segments) {
    if (prev !== '') byHash.delete(prev);
    byHash.set(head.hash, head);
  }
  return [...byHash.values()];
};
