import { toCommands } from '../aggregates/fold.ts';
import { UNSEALED } from '../clock/order.ts';
import { claimedInstant } from '../events/claimed-time.ts';
import type { Event } from '../events/event.ts';
import type { Cut, Position } from '../history/cut.ts';
import { headToPosition, type Link } from '../history/past.ts';
import type { DeviceId } from '../kernel/ids.ts';
import { openSegment } from '../log/open.ts';
import { epochKey, type Engine } from './engine.ts';
import { eventsOfLink, logGraph } from './log-graph.ts';
import { storedSegment } from './segments.ts';

/**
 * What a device knew when its clock last claimed an instant up to this one: its last command by then, and all that it
 * had seen (HI1). What it received and never wrote after is told by no log. Of a forked log, each branch's last.
 */
export const knownBy = async (engine: Engine, device: DeviceId, instant: number): Promise<Cut> => {
  const known: Position[] = [];
  for (const end of endsOf(engine, device)) {
    const last = await lastBy(engine, end, instant);
    if (last) known.push(last);
  }
  return { kind: 'context', ends: known };
};

/** Where the branches of a log end, commands that wait to be sealed included. */
const endsOf = (engine: Engine, device: DeviceId): readonly Position[] => {
  const own = device === engine.identity.device;
  const { heads, tip } = engine.cached;
  return [
    ...(own ? [{ device, segment: UNSEALED, seq: tip.seq }] : []),
    ...heads
      .filter((head) => head.device === device && !(own && head.hash === tip.sealed?.hash))
      .map(headToPosition),
  ];
};

const lastBy = async (engine: Engine, end: Position, instant: number): Promise<Position | undefined> => {
  for await (const link of logGraph(engine).chain(end)) {
    const command = toCommands(await claimsOf(engine, link)).findLast(
      ([first]) => claimedInstant(first!.at) <= instant,
    );
    if (command) return command.at(-1)!.place;
  }
  return undefined;
};

/** The time that the event of a number claims, in the one branch of a log. Undefined where it cannot be read here. */
export const claimedAt = async (
  engine: Engine,
  device: DeviceId,
  seq: number,
): Promise<string | undefined> => {
  for (const end of endsOf(engine, device))
    for await (const link of logGraph(engine).chain(end))
      if (link.firstSeq <= seq)
        return (await claimsOf(engine, link)).find(({ place }) => place.seq === seq)?.at;
  return undefined;
};

/** All events that can be read, control records and what is not understood too: they claim a time like any other. */
const claimsOf = async (engine: Engine, link: Link): Promise<readonly Event[]> => {
  if (link.segment === UNSEALED) return eventsOfLink(engine, link);
  const segment = await storedSegment(engine, link.segment);
  if (!segment) return [];
  const opened = await openSegment(segment, epochKey(engine, segment.header.epoch), engine.ports.crypto);
  return opened.ok ? opened.value : [];
};
