import type { Head } from '../clock/head.ts';
import type { DeviceId, SegmentHash } from '../kernel/ids.ts';
import type { PackEntry, PackRow } from '../log/rows.ts';
import type { Collected, Missing, Outgoing } from '../sync/log-port.ts';
import { collectVerified, type Sendable } from '../sync/end-verified.ts';
import { signingKey } from './admit-batch.ts';
import {
  branchedLog,
  byFirstDepth,
  packsOf,
  upTo,
  type BranchedLog,
  type Placement,
} from './branched-log.ts';
import type { Engine } from './engine.ts';
import { entryToOutgoing, segmentInfo } from './segments.ts';

interface Placed {
  readonly entry: PackEntry;
  readonly outgoing: Outgoing;
}

/** Part of a log that the other side lacks, oldest first; `whole` when nothing was left out. */
interface Part {
  readonly placed: readonly Placed[];
  readonly whole: boolean;
}

const PACKS_A_TURN = 16;

/** What the other side lacks, as it may be sent: whoever receives it checks the newest of each log. */
export const collectMissing = (engine: Engine, missing: Missing): Promise<Collected> =>
  collectVerified(
    missing,
    (asked) => collectStored(engine, asked),
    (device) => signingKey(engine, device),
    engine.ports.crypto,
  );

/** By first depth, which extends causal order: context comes before what depends on it. */
export const collectStored = async (
  engine: Engine,
  { after, unknownThere, refused = [], budget }: Missing,
): Promise<Collected & { readonly segments: readonly Sendable[] }> => {
  const unknownHere: SegmentHash[] = [];
  const knownHere: Head[] = [];
  const told = new Set(after.map((head) => head.device));
  const hashes = new Set(after.map((head) => head.hash));
  for (const head of after) {
    if (await segmentInfo(engine, head.hash)) knownHere.push(head);
    else unknownHere.push(head.hash);
  }
  const known = Map.groupBy(knownHere, (head) => head.device);
  const parts: Part[] = [];
  for (const [device, heads] of Map.groupBy(engine.cached.heads, (head) => head.device)) {
    const there = known.get(device) ?? [];
    if (heads.every((head) => hashes.has(head.hash))) continue;
    // All they told of this log is unknown here: they are ahead of us, unless they say that they lack ours (FK1).
    if (there.length === 0 && told.has(device) && !heads.some((head) => unknownThere.includes(head.hash)))
      continue;
    const unwanted = refused.filter((head) => head.device === device);
    const isBranched = heads.length > 1 || there.length > 1 || unwanted.length > 0;
    parts.push(
      isBranched
        ? await branchedPart(engine, await branchedLog(engine, device, heads), there, unwanted, budget)
        : await linearPart(engine, device, there[0]?.seq ?? 0, budget),
    );
  }
  return { ...merge(parts, budget), unknownHere };
};

const linearPart = async (engine: Engine, device: DeviceId, from: number, budget: number): Promise<Part> => {
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
const branchedPart = async (
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

/** Up to the first depth at which a part stops short: beyond it something might be missing in between. */
const merge = (
  parts: readonly Part[],
  budget: number,
): { readonly segments: readonly Sendable[]; readonly more: boolean } => {
  const limit = Math.min(
    ...parts.map(({ placed, whole }) => (whole ? Infinity : (placed.at(-1)?.entry.firstDepth ?? 0))),
  );
  const sorted = parts
    .flatMap((part) => part.placed)
    .filter(({ entry }) => entry.firstDepth <= limit)
    .sort((a, b) => byFirstDepth(a.entry, b.entry));
  const segments: Sendable[] = [];
  let bytes = 0;
  for (const { entry, outgoing } of sorted) {
    if (segments.length > 0 && bytes + entry.length > budget) break;
    segments.push({ ...outgoing, isVerified: entry.isVerified === true });
    bytes += entry.length;
  }
  const found = parts.reduce((sum, part) => sum + part.placed.length, 0);
  return { segments, more: segments.length < found || parts.some((part) => !part.whole) };
};
