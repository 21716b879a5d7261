import { UNSEALED } from '../clock/order.ts';
import type { Event } from '../events/event.ts';
import type { AggregateId, SegmentHash } from '../kernel/ids.ts';
import { bytesToUtf8, readUint32 } from '../kernel/bytes.ts';
import { assert } from '../kernel/result.ts';
import { parseLines } from '../events/lines.ts';
import { parseHeader } from '../log/header.ts';
import { openSegment } from '../log/open.ts';
import type { AsideRow, PackEntry, PackRow, PendingRow } from '../log/rows.ts';
import { parseSegment, type Segment } from '../log/segment.ts';
import type { Outgoing } from '../sync/log-port.ts';
import { epochKey, type Engine, type SegmentLink } from './engine.ts';
import { understood, type Understood } from './understood.ts';

export const entryToOutgoing = (pack: PackRow, entry: PackEntry): Outgoing => ({
  head: { device: entry.device, seq: entry.lastSeq, hash: entry.hash },
  prev: entry.prev,
  bytes: pack.bytes.slice(entry.at, entry.at + entry.length),
});

/** What is remembered of a segment, from memory or its pack. Undefined: it is not stored here. */
export const segmentInfo = async (engine: Engine, hash: SegmentHash) => {
  const known = engine.infos.get(hash);
  if (known) return known;
  const entry = (await packOf(engine, hash))?.entries.find((one) => one.hash === hash);
  if (entry) engine.infos.set(hash, entry);
  return entry;
};

export const packOf = async (engine: Engine, hash: SegmentHash): Promise<PackRow | undefined> => {
  const packs = await engine.ports.store.read(['segments'], (tx) =>
    tx.range('segments', { index: 'hashes', from: hash, to: hash, limit: 1 }),
  );
  return packs[0];
};

export const storedSegment = async (engine: Engine, hash: SegmentHash): Promise<Segment | undefined> => {
  const pack = await packOf(engine, hash);
  const entry = pack?.entries.find((one) => one.hash === hash);
  if (!pack || !entry) return undefined;
  return packedSegment(engine, pack, entry);
};

export const packedSegment = (engine: Engine, pack: PackRow, entry: PackEntry): Segment => {
  const parsed = parseSegment(
    pack.bytes.subarray(entry.at, entry.at + entry.length),
    engine.ports.crypto.sha256,
  );
  assert(parsed.ok, `segment ${entry.hash} is as it was stored`);
  return parsed.value;
};

/** What the headers in a pack say of what came before. */
export const packedLinks = (pack: PackRow): readonly SegmentLink[] =>
  pack.entries.map(({ hash, device, firstSeq, lastSeq, prev, at }) => {
    const length = readUint32(pack.bytes, at);
    const header = parseHeader(bytesToUtf8(pack.bytes.subarray(at + 4, at + 4 + length)));
    assert(header, `the header of segment ${hash} is as it was stored`);
    return { segment: hash, device, firstSeq, lastSeq, prev, context: header.context };
  });

/** The understood events of one stored segment; none of one that is aside. */
export const eventsOfStored = async (engine: Engine, hash: SegmentHash): Promise<readonly Event[]> => {
  const known = engine.opened.get(hash);
  if (known) return known;
  const segment = await storedSegment(engine, hash);
  const events = segment ? (await openStored(engine, segment)).events : [];
  engine.opened.set(hash, events);
  return events;
};

/** What is understood of a segment: nothing where its key is missing or its body does not open (AS1). */
export const openStored = async (engine: Engine, segment: Segment): Promise<Understood> => {
  const opened = await openSegment(segment, epochKey(engine, segment.header.epoch), engine.ports.crypto);
  return opened.ok
    ? understood(engine.ports.definitions, opened.value)
    : { events: [], aside: { why: opened.error.code } };
};

/** Bodies decrypted at once: that is done in other threads, so waiting for one is the time of the next. */
const AT_ONCE = 64;

export interface OpenedAll {
  readonly events: readonly Event[];
  readonly asides: readonly AsideRow[];
}

/** The understood events of many segments, in order, and what is aside; control records have none. */
export const eventsOfAll = async (engine: Engine, segments: readonly Segment[]): Promise<OpenedAll> => {
  const events: Event[] = [];
  const asides: AsideRow[] = [];
  const bodies = segments.filter(({ header }) => header.kind === 'events');
  for (let at = 0; at < bodies.length; at += AT_ONCE) {
    const turn = bodies.slice(at, at + AT_ONCE);
    const opened = await Promise.all(turn.map((segment) => openStored(engine, segment)));
    for (const [i, { events: list, aside }] of opened.entries()) {
      const { hash, bytes } = turn[i]!;
      engine.opened.set(hash, list);
      for (const event of list) events.push(event);
      if (aside) asides.push({ hash, size: bytes.length, ...aside });
    }
  }
  return { events, asides };
};

/** The events of a command that waits to be sealed; none of one that is aside. */
export const pendingToEvents = (engine: Engine, row: PendingRow): readonly Event[] => {
  const events = row.names.map((name, i) => {
    const parsed = parseLines(row.lines[2 * i]!, row.lines[2 * i + 1]!);
    assert(parsed.ok, `pending command ${row.seq} is as it was recorded`);
    const place = { depth: row.depth, device: engine.identity.device, segment: UNSEALED, seq: row.seq + i };
    return { ...parsed.value.envelope, payload: parsed.value.payload, name, place };
  });
  return understood(engine.ports.definitions, events).events;
};

/** Every event of an aggregate, from the segments that are named and what waits to be sealed. */
export const allEventsOf = async (
  engine: Engine,
  aggregate: AggregateId,
  segments: Iterable<SegmentHash>,
): Promise<readonly Event[]> => {
  const events: Event[] = [];
  for (const hash of new Set(segments)) {
    for (const event of await eventsOfStored(engine, hash))
      if (event.aggregate === aggregate) events.push(event);
  }
  const pending = await engine.ports.store.read(['pending'], (tx) => tx.range('pending'));
  for (const row of pending) if (row.aggregate === aggregate) events.push(...pendingToEvents(engine, row));
  return events;
};
