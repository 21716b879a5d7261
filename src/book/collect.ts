import type { Head } from '../clock/head.ts';
import type { SegmentHash } from '../kernel/ids.ts';
import type { Collected, Missing } from '../sync/log-port.ts';
import { collectVerified, type Sendable } from '../sync/end-verified.ts';
import { signingKey } from './admit-batch.ts';
import { branchedLog, byFirstDepth } from './branched-log.ts';
import type { Engine } from './engine.ts';
import { branchedPart, linearPart, type Part } from './log-parts.ts';
import { segmentInfo } from './segments.ts';

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
