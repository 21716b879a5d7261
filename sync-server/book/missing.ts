import type { Head } from '../../src/clock/head.ts';
import type { DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Missing } from '../../src/sync/log-port.ts';
import type { LogPart } from '../store.ts';

type Links = ReadonlyMap<SegmentHash, SegmentHash | ''>;

export interface Asked {
  readonly missing: Missing;
  /** Where the logs end here. */
  readonly heads: readonly Head[];
  /** Of the heads told: is this one here, at the end of a log or within one? */
  readonly isKnown: (head: Head) => boolean;
  /** A whole log by its links; asked of logs that are forked or in part refused only. */
  readonly linksOf: (device: DeviceId) => Promise<Links>;
}

/**
 * The parts of the logs here that the other side lacks, by the heads it told.
 *
 * - None told of a device: it has nothing of that log, so all of it.
 * - Some known here: what is not at or behind them.
 * - Told, but none known here: it is ahead, or on another branch. Nothing, unless it says that it does not know the
 *   head here; then it is on another branch, and where they part cannot be told: so all of it.
 * - Never what it has refused, nor what follows on that.
 */
export const missingToParts = async ({
  missing,
  heads,
  isKnown,
  linksOf,
}: Asked): Promise<readonly LogPart[]> => {
  const told = Map.groupBy(missing.after, (head) => head.device);
  const hashes = new Set(missing.after.map(({ hash }) => hash));
  const strange = new Set(missing.unknownThere);
  const parts: LogPart[] = [];
  for (const [device, ours] of Map.groupBy(heads, (head) => head.device)) {
    const theirs = told.get(device) ?? [];
    if (ours.every(({ hash }) => hashes.has(hash))) continue;
    const known = theirs.filter(isKnown);
    if (theirs.length > 0 && known.length === 0 && !ours.some((head) => strange.has(head.hash))) continue;
    const refused = missing.refused?.filter((head) => head.device === device) ?? [];
    if (ours.length === 1 && refused.length === 0) {
      parts.push({ device, afterSeq: Math.max(0, ...known.map((head) => head.seq)) });
    } else {
      const links = await linksOf(device);
      const except = new Set([...behind(known, links), ...following(refused, links)]);
      parts.push({ device, except });
    }
  }
  return parts;
};

/** The segments at or behind these heads. */
const behind = (heads: readonly Head[], links: Links): ReadonlySet<SegmentHash> => {
  const found = new Set<SegmentHash>();
  for (const { hash } of heads) {
    for (let at: SegmentHash | '' | undefined = hash; at && !found.has(at); at = links.get(at)) found.add(at);
  }
  return found;
};

/** These segments and all that stand on them. */
const following = (heads: readonly Head[], links: Links): ReadonlySet<SegmentHash> => {
  const successors = Map.groupBy(links.keys(), (hash) => links.get(hash));
  const found = new Set<SegmentHash>();
  const todo = heads.map(({ hash }) => hash);
  for (let hash = todo.pop(); hash !== undefined; hash = todo.pop()) {
    found.add(hash);
    todo.push(...(successors.get(hash) ?? []));
  }
  return found;
};
