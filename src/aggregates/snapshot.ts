import { comparePlaces, UNSEALED } from '../clock/order.ts';
import { claimedInstant } from '../events/claimed-time.ts';
import type { Event } from '../events/event.ts';
import type { SegmentHash } from '../kernel/ids.ts';
import type { Aggregate } from './aggregate.ts';
import type { AnyDecider, Folded } from './fold.ts';
import type { SnapshotRow } from './rows.ts';

/** Tail events that make a snapshot due, and how many stay behind it, so that slightly late arrivals stay cheap. */
const TAIL_MAX = 32;
const TAIL_KEPT = 8;
/** Nothing is expected to arrive this many commands late: what is so far behind the newest stays in no tail. */
const OLD = 1000;

/**
 * A snapshot with a long list of commands is dear to write, so it is written more rarely; the tail is written at each
 * append. What both cost together grows least with the square root.
 */
export const isSnapshotDue = (tail: readonly Event[], snapshot: SnapshotRow | undefined): boolean =>
  tail.length > Math.max(TAIL_MAX, 2 * Math.sqrt(snapshot?.commands.length ?? 0));

/** How much of a tail moves into a snapshot: all but its newest commands, unless `newest`, a depth, leaves them behind. */
export const snapshotCut = (decider: AnyDecider, tail: readonly Event[], newest: number): number => {
  if (decider.commutes) return tail.length;
  const cut = startOfCommand(tail, tail.length - TAIL_KEPT);
  const recent = tail.findIndex((event, i) => i >= cut && event.place.depth > newest - OLD);
  return recent === -1 ? tail.length : recent;
};

/** Moves the tail up to `cut`, of which there is some, into a snapshot of `base`, the state there. */
export const takeSnapshot = (
  decider: AnyDecider,
  aggregate: Aggregate,
  cut: number,
  base: Folded,
): Aggregate => {
  const { tail } = aggregate.row;
  const inside = tail.slice(0, cut);
  const { segments, unsealed } = whereEventsAre(aggregate, inside);
  const snapshot: SnapshotRow = {
    segments,
    aggregate: aggregate.row.aggregate,
    version: decider.version,
    state: decider.freeze(base.state),
    last: inside
      .map((event) => event.place)
      .reduce((a, b) => (comparePlaces(a, b) < 0 ? b : a), aggregate.snapshot?.last ?? inside[0]!.place),
    claimed: inside.reduce(
      (newest, { at }) => Math.max(newest, claimedInstant(at)),
      aggregate.snapshot ? (aggregate.snapshot.claimed ?? Infinity) : -Infinity,
    ),
    commands: [...new Set([...aggregate.older, ...inside.map((event) => event.command)])],
    quarantined: base.quarantined,
    aliases: base.aliases,
    disputed: base.disputed,
  };
  return {
    ...aggregate,
    row: { ...aggregate.row, tail: tail.slice(cut), unsealed, sealed: [] },
    snapshot,
    base,
    older: new Set(snapshot.commands),
  };
};

const whereEventsAre = ({ row, snapshot }: Aggregate, events: readonly Event[]) => {
  const segments = new Set([...(snapshot?.segments ?? []), ...row.sealed]);
  const unsealed = new Set(row.unsealed);
  for (const { place } of events) {
    if (place.segment === UNSEALED) unsealed.add(place.seq);
    else segments.add(place.segment as SegmentHash);
  }
  return { segments: [...segments], unsealed: [...unsealed] };
};

/** The first index at or before `at` where a command starts: its events stay together (AT1). */
const startOfCommand = (tail: readonly Event[], at: number): number => {
  let start = at;
  while (
    start > 0 &&
    tail[start - 1]!.command === tail[start]!.command &&
    tail[start - 1]!.place.depth === tail[start]!.place.depth
  )
    start--;
  return start;
};
