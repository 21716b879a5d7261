import { aggregateFromAll, type Aggregate } from '../aggregates/aggregate.ts';
import { sealEvent, sealStream, type SealedRun } from '../aggregates/sealed-places.ts';
import type { AggregateId } from '../kernel/ids.ts';
import type { Engine } from './engine.ts';
import { deciderOf, wholeStream } from './load.ts';

/** Has the own log another branch than the one this device goes on with (FK1)? */
export const isForked = ({ cached, identity }: Engine): boolean =>
  cached.heads.some((head) => head.device === identity.device && head.hash !== cached.tip.sealed?.hash);

/**
 * Aggregates after a seal in a log that is forked: until sealed, own events sorted after those of the other branch at
 * the same depth, and the hash may now put them before (CO1). Rare, so simply folded again.
 */
export const refoldSealed = async (
  engine: Engine,
  aggregates: ReadonlyMap<AggregateId, Aggregate>,
  run: SealedRun,
): Promise<ReadonlyMap<AggregateId, Aggregate>> => {
  const after = new Map<AggregateId, Aggregate>();
  for (const [id, aggregate] of aggregates) {
    const decider = deciderOf(engine, id);
    if (decider.commutes && aggregate.folded.quarantined.length === 0)
      after.set(id, { ...aggregate, row: sealStream(aggregate.row, run) });
    else
      after.set(
        id,
        aggregateFromAll(
          decider,
          id,
          (await wholeStream(engine, aggregate)).map((event) => sealEvent(event, run)),
        ),
      );
  }
  return after;
};
