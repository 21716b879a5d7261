import { UNSEALED } from '../clock/order.ts';
import type { Event } from '../events/event.ts';
import type { Position } from '../history/cut.ts';
import type { Link, LogGraph } from '../history/past.ts';
import type { DeviceId, SegmentHash } from '../kernel/ids.ts';
import type { PendingRow } from '../log/rows.ts';
import type { Engine, SegmentLink } from './engine.ts';
import { eventsOfStored, packedLinks, packOf, pendingToEvents } from './segments.ts';

/** Seqs before a segment of which the links are read along with its own: a log is mostly walked to its start. */
const READ_AHEAD = 512;

export const logGraph = (engine: Engine): LogGraph => ({
  chain: (end) => chain(engine, end),
  isForked: (device) => isForkedLog(engine, device),
});

/** Of the own log, the branch this device goes on with may end before the one that came back (FK1). */
const isForkedLog = ({ cached, identity }: Engine, device: DeviceId): boolean => {
  const ends = cached.heads.filter((head) => head.device === device);
  return (
    ends.length > 1 ||
    (device === identity.device && ends.some(({ hash }) => hash !== cached.tip.sealed?.hash))
  );
};

async function* chain(engine: Engine, end: Position): AsyncGenerator<Link> {
  let next: SegmentHash | '' | undefined = end.segment === UNSEALED ? undefined : end.segment;
  if (end.segment === UNSEALED) {
    if (end.device !== engine.identity.device) return;
    const pending = await engine.ports.store.read(['pending'], (tx) => tx.range('pending', { to: end.seq }));
    for (const row of pending.toReversed()) yield pendingLink(engine, row);
    next = engine.cached.tip.sealed?.hash;
  }
  while (next) {
    const link: SegmentLink | undefined = await linkOf(engine, next);
    if (!link || (end.segment === next && link.device !== end.device)) return;
    yield link;
    next = link.prev;
  }
}

const pendingLink = ({ identity }: Engine, { seq, names, context }: PendingRow): Link => ({
  device: identity.device,
  segment: UNSEALED,
  firstSeq: seq,
  lastSeq: seq + names.length - 1,
  context,
});

/** What is before a segment; undefined: it is not stored here. */
export const linkOf = async (engine: Engine, hash: SegmentHash): Promise<SegmentLink | undefined> => {
  const known = engine.links.get(hash);
  if (known) return known;
  const pack = await packOf(engine, hash);
  if (!pack) return undefined;
  const { device, firstSeq } = pack;
  const before = await engine.ports.store.read(['segments'], (tx) =>
    tx.range('segments', { from: [device, firstSeq - READ_AHEAD], to: [device, firstSeq], toOpen: true }),
  );
  for (const link of [...before, pack].flatMap(packedLinks)) engine.links.set(link.segment, link);
  return engine.links.get(hash);
};

/** The understood events of a link, in the order of their log. */
export const eventsOfLink = async (
  engine: Engine,
  { segment, firstSeq }: Link,
): Promise<readonly Event[]> => {
  if (segment !== UNSEALED) return eventsOfStored(engine, segment);
  const row = await engine.ports.store.read(['pending'], (tx) => tx.get('pending', firstSeq));
  return row ? pendingToEvents(engine, row) : [];
};
