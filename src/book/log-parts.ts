import type { Head } from '../clock/head.ts';
import type { DeviceId, SegmentHash } from '../kernel/ids.ts';
import type { PackEntry, PackRow } from '../log/rows.ts';
import type { Outgoing } from '../sync/log-port.ts';
import { byFirstDepth, packsOf, upTo, type BranchedLog, type Placement } from './branched-log.ts';
import type { Engine } from './engine.ts';
import { entryToOutgoing } from './segments.ts';

/** A stored segment, and where. */
export interface Placed {
  readonly entry: PackEntry;
  readonly outgoing: Outgoing;
}

/** Part of a log that the other side lacks, oldest first; `whole` when nothing was left out. */
export interface Part {
  readonly placed: readonly Placed[];
  readonly whole: boolean;
}

const PACKS_A_TURN = 16;

/** Of a log with one branch: what follows on `from`, a seq. */
export const linearPart = async (
  engine: Engine,
  device: DeviceId,
  from: number,
  budget: number,
): Promise<Part> => {
  const placed: Placed[] = [];
  let [bytes, next] = [0, from + 1];
  for (;;) {
    const start = next;
    const packs = await engine.ports.store.read(['segments'], async (tx) => {
      const [before] = await tx.range('segments', {
        from: [device],
        to: [device, start, '~'],
        reverse: true,
        limit: 1,
      });
      const later = await tx.range('segments', {
        from: [device, start, '~'],
        to: [device, '~'],
        limit: PACKS_A_TURN,
      });
      return before ? [before, ...later] : later;
    });
    const entries = packs.flatMap((pack) => toPlaced(pack, ({ lastSeq }) => lastSeq >= start));
    if (entries.length === 0) return { placed, whole: true };
    for (const one of entries) {
      if (bytes > budget) return { placed, whole: false };
      placed.push(one);
      bytes += one.entry.length;
      next = one.entry.lastSeq + 1;
    }
  }
};

/**
 * Of a log that is forked, or of which something was refused: sent is what neither lies behind a head they know nor
 * follows on what they refused.
 */
export const branchedPart = async (
  engine: Engine,
  log: BranchedLog,
  there: readonly Head[],
  refused: readonly Head[],
  budget: number,
): Promise<Part> => {
  const { placements, byHash } = log;
  const has = upTo(there, byHash);
  const unwanted = new Set<SegmentHash | ''>(refused.map(({ hash }) => hash));
  const chosen: Placement[] = [];
  let [bytes, whole] = [0, true];
  for (const one of placements) {
    const { hash, prev, length } = one.entry;
    if (unwanted.has(prev)) unwanted.add(hash);
    if (has.has(hash) || unwanted.has(hash)) continue;
    whole = bytes <= budget;
    if (!whole) break;
    chosen.push(one);
    bytes += length;
  }
  const isChosen = new Set(chosen.map(({ entry }) => entry.hash));
  const placed: Placed[] = [];
  for await (const pack of packsOf(engine, chosen))
    placed.push(...toPlaced(pack, ({ hash }) => isChosen.has(hash)));
  return { placed: placed.sort((a, b) => byFirstDepth(a.entry, b.entry)), whole };
};

const toPlaced = (pack: PackRow, isWanted: (entry: PackEntry) => boolean): readonly Placed[] =>
  pack.entries.filter(isWanted).map((entry) => ({ entry, outgoing: entryToOutgoing(pack, entry) }));
