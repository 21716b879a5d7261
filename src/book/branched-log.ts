import type { Head } from '../clock/head.ts';
import type { DeviceId, SegmentHash } from '../kernel/ids.ts';
import type { PackEntry, PackRow } from '../log/rows.ts';
import type { Engine } from './engine.ts';

/** A segment of a log, and the key of the pack it lies in. */
export interface Placement {
  readonly entry: PackEntry;
  readonly pack: readonly [DeviceId, number, SegmentHash];
}

/** What is where of a log with several branches, oldest first, as long as the log ends in these heads. */
export interface BranchedLog {
  readonly heads: string;
  readonly placements: readonly Placement[];
  readonly byHash: ReadonlyMap<SegmentHash, PackEntry>;
}

const PACKS_A_TURN = 16;

/** Reads all of the log once, a few packs at a time, and keeps where things are: a page of it is then found at once. */
export const branchedLog = async (
  engine: Engine,
  device: DeviceId,
  heads: readonly Head[],
): Promise<BranchedLog> => {
  const ends = heads.map(({ hash }) => hash).join();
  const known = engine.branchedLogs.get(device);
  if (known?.heads === ends) return known;
  const placements: Placement[] = [];
  for (let from: readonly (string | number)[] = [device]; ;) {
    const packs = await engine.ports.store.read(['segments'], (tx) =>
      tx.range('segments', { from, fromOpen: true, to: [device, '~'], limit: PACKS_A_TURN }),
    );
    const last = packs.at(-1);
    if (!last) break;
    for (const pack of packs) for (const entry of pack.entries) placements.push({ entry, pack: keyOf(pack) });
    from = keyOf(last);
  }
  const byHash = new Map(placements.map(({ entry }) => [entry.hash, entry]));
  // Others may have come while it was read, and what they stand on not have been there yet.
  const then = upTo(heads, byHash);
  const log: BranchedLog = {
    heads: ends,
    placements: placements
      .filter(({ entry }) => then.has(entry.hash))
      .sort((a, b) => byFirstDepth(a.entry, b.entry)),
    byHash,
  };
  engine.branchedLogs.set(device, log);
  return log;
};

/** The segments that lie behind these heads, which are among them. */
export const upTo = (heads: readonly Head[], byHash: BranchedLog['byHash']): ReadonlySet<SegmentHash> => {
  const found = new Set<SegmentHash>();
  for (const head of heads) {
    let hash: SegmentHash | '' = head.hash;
    while (hash !== '' && !found.has(hash)) {
      found.add(hash);
      hash = byHash.get(hash)?.prev ?? '';
    }
  }
  return found;
};

/** The packs of these segments, each once, a few at a time. */
export async function* packsOf(engine: Engine, placements: readonly Placement[]): AsyncGenerator<PackRow> {
  const keys = [...new Map(placements.map(({ pack }) => [pack[2], pack])).values()];
  for (let at = 0; at < keys.length; at += PACKS_A_TURN) {
    const packs = await engine.ports.store.read(['segments'], (tx) =>
      tx.many('segments', keys.slice(at, at + PACKS_A_TURN)),
    );
    for (const pack of packs) if (pack) yield pack;
  }
}

const keyOf = ({ device, firstSeq, hash }: PackRow): Placement['pack'] => [device, firstSeq, hash];

export const byFirstDepth = (a: PackEntry, b: PackEntry): number =>
  a.firstDepth - b.firstDepth ||
  (a.device < b.device ? -1 : a.device > b.device ? 1 : 0) ||
  a.firstSeq - b.firstSeq ||
  (a.hash < b.hash ? -1 : 1);
