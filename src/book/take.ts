import type { Bytes } from '../kernel/bytes.ts';
import { headerToInfo } from '../log/admission.ts';
import { isMember } from '../log/membership.ts';
import { withControls } from '../log/roll.ts';
import type { HeadRow, Tip } from '../log/rows.ts';
import { lastSeq } from '../log/header.ts';
import { segmentToHead, type Segment } from '../log/segment.ts';
import type { Outgoing, Taken } from '../sync/log-port.ts';
import { activityRows } from '../projections/activity.ts';
import { admitBatch, type Batch } from './admit-batch.ts';
import { writeIfCurrent } from './current.ts';
import { emit, type Engine } from './engine.ts';
import { expectStandingRows } from './standing-rows.ts';
import { foldEvents } from './fold-events.ts';
import { heldRows } from './held.ts';
import { segmentsToPacks } from './packs.ts';
import { newlyQuarantined } from './quarantine.ts';
import { eventsOfAll } from './segments.ts';
import { leftOutNotices } from './left-out.ts';
import { copyNotices, disputeNotices, putNotices } from './notices.ts';
import { putActivity } from './activity-pages.ts';
import { logsOfNewMembers } from './unseen-logs.ts';
import { AGGREGATE_TABLES, writeFolding, type FoldedRows } from './write-aggregates.ts';
import { isEnrolledIn } from './roots.ts';

/**
 * Takes segments from anywhere: admits, verifies, opens, folds, and stores bytes, heads and rows in one strict
 * transaction. So `have` and `seen` move together, and what is acknowledged is durable and folded (SE1).
 */
export const takeSegments = (engine: Engine, received: readonly Bytes[]): Promise<Taken> =>
  engine.exclusive(async () => {
    for (;;) {
      expectStandingRows(engine.cached);
      const batch = await admitBatch(engine, received);
      const taken = await store(engine, batch);
      if (taken) return { ...taken, awaited: engine.exclusive.waiting() > 0 };
    }
  });

const store = async (engine: Engine, batch: Batch): Promise<Taken | undefined> => {
  const { admitted, waiting, refused, duplicates } = batch;
  const result = (fresh: readonly Outgoing[]): Taken => ({
    admitted: fresh,
    duplicates,
    held: waiting.size,
    refused,
  });
  const held = heldRows(engine.cached.waiting, waiting);
  if (admitted.length + held.put.length + held.gone.length === 0) return result([]);
  const controls = admitted.filter(({ header }) => header.kind === 'control');
  const { identity, ports, cached } = engine;
  const membership =
    controls.length === 0
      ? cached.membership
      : await withControls(
          cached.membership,
          controls,
          identity.book,
          isEnrolledIn(engine, admitted),
          ports.crypto,
        );
  const heads = batch.heads.map((head): HeadRow => ({
    ...head,
    seen: isMember(membership, head.device) ? 1 : 0,
  }));
  const seen = [
    ...(await logsOfNewMembers(engine, cached.membership, membership)),
    ...admitted.filter((segment) => isMember(membership, segment.header.device)),
  ];
  const { events, asides } = await eventsOfAll(engine, seen);
  const folding = await foldEvents(engine, events);
  const activity = activityRows(events);
  const tip = withSegments(engine, cached.tip, seen);
  const isCopied = cached.isCopied || seen.some((segment) => isOfACopy(engine, segment));
  const kept = new Set(heads.map((head) => head.hash));
  let notices = copyNotices(cached.membership, membership, identity.device);
  let folded: FoldedRows | undefined;
  const written = await writeIfCurrent(
    engine,
    ['segments', 'heads', 'waiting', 'aside', 'activity', ...AGGREGATE_TABLES],
    tip,
    async (tx) => {
      // It looks at what is there: first, so that it waits for nothing, and the packs are written while others fold.
      await putActivity(tx, activity, engine.ports.crypto.sha256);
      await tx.put('segments', segmentsToPacks(admitted, batch.verified));
      await tx.put('aside', asides);
      await tx.delete(
        'heads',
        engine.cached.heads.map((head) => head.hash).filter((hash) => !kept.has(hash)),
      );
      await tx.put('heads', heads);
      await tx.delete('waiting', held.gone);
      await tx.put('waiting', held.put);
      if (membership !== engine.cached.membership)
        await tx.put('meta', [{ key: 'membership', value: membership }]);
      if (isCopied) await tx.put('meta', [{ key: 'copied', value: true }]);
      folded = await writeFolding(tx, folding);
      const quarantined = newlyQuarantined(folding.before, folded.aggregates);
      notices = [
        ...notices,
        ...disputeNotices(folding.before, folded),
        ...(await leftOutNotices(tx, quarantined, asides)),
      ];
      await putNotices(tx, notices);
    },
  );
  if (!written || !folded) return undefined;
  engine.cached.heads = heads;
  engine.cached.waiting = waiting;
  engine.cached.membership = membership;
  engine.cached.isCopied = isCopied;
  const { aggregates, rows } = folded;
  const changed = aggregates.map((aggregate) => aggregate.row.aggregate);
  for (const aggregate of aggregates) engine.aggregates.set(aggregate.row.aggregate, aggregate);
  for (const segment of admitted) engine.infos.set(segment.hash, headerToInfo(segment.hash, segment.header));
  const fresh = admitted.map(segmentToOutgoing);
  emit(engine, { ...rows, activity, changed, fresh, pending: false, notices });
  return result(fresh);
};

/**
 * Heads folded since the last own command; a segment replaces the entry it follows (CX1). The own log coming back,
 * after a join or from the server, moves the tip instead, as long as nothing was recorded since; where it does not
 * continue the tip it is another branch, seen like any other log (FK1).
 */
const withSegments = ({ identity }: Engine, tip: Tip, segments: readonly Segment[]): Tip =>
  segments.reduce((before, segment): Tip => {
    const { hash, header } = segment;
    const head = segmentToHead(segment);
    const isNext =
      header.device === identity.device &&
      header.prev === (before.sealed?.hash ?? '') &&
      before.seq === header.seq - 1;
    if (!isNext)
      return { ...before, news: [...before.news.filter((known) => known.hash !== header.prev), head] };
    const known = new Set([hash, ...header.context.map((one) => one.hash)]);
    return {
      ...before,
      seq: head.seq,
      depth: head.depth,
      sealed: head,
      news: before.news.filter((one) => !known.has(one.hash)),
    };
  }, tip);

/** FK2: new here, and of the own key; but for the enrolment, which waits until the book has arrived. */
const isOfACopy = ({ identity, cached }: Engine, { header }: Segment): boolean =>
  header.device === identity.device && !(header.prev === '' && cached.tip.seq === 0);

const segmentToOutgoing = ({ hash, header, bytes }: Segment): Outgoing => ({
  head: { device: header.device, seq: lastSeq(header), hash },
  prev: header.prev,
  bytes,
});
