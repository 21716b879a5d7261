import { digestToHash, stateHash } from '../aggregates/state-hash.ts';
import type { AggregateId } from '../kernel/ids.ts';
import type { Engine } from './engine.ts';
import { deciderOf, loadAggregates } from './load.ts';

const PAGE = 500;

/** The hash of the whole book's state on this device (ST1). Reads every aggregate, a page at a time. */
export const hashState = async (engine: Engine): Promise<string> => {
  const { sha256 } = engine.ports.crypto;
  const hashes = new Map<AggregateId, string>();
  for (let after = ''; ;) {
    const rows = await engine.ports.store.read(['streams'], (tx) =>
      tx.range('streams', { from: after, fromOpen: true, limit: PAGE }),
    );
    if (rows.length === 0) break;
    const aggregates = await loadAggregates(
      engine,
      rows.map((row) => row.aggregate),
    );
    for (const [id, { folded }] of aggregates)
      hashes.set(id, digestToHash(deciderOf(engine, id).digest(folded.state), sha256));
    after = rows.at(-1)!.aggregate;
  }
  return stateHash(engine.identity.book, hashes, sha256);
};
